/** What a package gives for a piece of a file: one array a channel, full scale 1. */
export interface DecodedPiece {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

/** A decoder of one stream: pieces go in as they lie in the file. Who gets it frees it. */
export interface PackageDecoder {
  decode(piece: Uint8Array): DecodedPiece;
  flush?(): DecodedPiece;
  free(): void;
}

interface DecoderPackage {
  readonly decoder: () => Promise<PackageDecoder>;
}

/** By the codec's name in `metadata`. Loaded by the first file that needs it: each is some 100 KB of WebAssembly. */
const PACKAGES: readonly (readonly [codec: RegExp, load: () => Promise<DecoderPackage>])[] = [
  [/^FLAC$/, () => import("@audio/decode-flac")],
  [/^MPEG [12].* Layer 3$/, () => import("@audio/decode-mp3")],
  [/^Vorbis$/, () => import("@audio/decode-vorbis")],
  [/^Opus$/, () => import("@audio/decode-opus")],
  [/^WavPack$/, () => import("@audio/decode-wavpack")],
];

/** Null for a codec that no package decodes. */
export async function packageDecoder(codec: string): Promise<PackageDecoder | null> {
  const load = PACKAGES.find(([name]) => name.test(codec))?.[1];
  return load === undefined ? null : (await load()).decoder();
}
