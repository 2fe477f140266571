import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import type { Found } from "../found.ts";
import type { Chunk } from "../iff-chunks.ts";
import { RiffChunks } from "../musical/riff-chunks.ts";
import { waveFound, type WaveParts } from "./wav.ts";
import { readWaveFormat, type WaveFormat } from "./wav-codec.ts";

/** Real files have tens; ten thousand is a file made to keep parsers busy. */
const MAX_CHUNKS = 10_000;
/** A GUID and a 64-bit size that counts both. */
const HEAD_BYTES = 24;

/** Sony Wave64: WAV with GUIDs for names (the first four bytes are the old name) and 64-bit sizes. */
export function parseW64(source: ByteSource): Found {
  const extras = new RiffChunks(source, "little");
  return waveFound(source, { container: "W64", extras, ...w64Parts(source, (chunk) => extras.take(chunk)) });
}

export function w64Parts(source: ByteSource, takeOther: (chunk: Chunk) => void): WaveParts {
  let format: WaveFormat | undefined;
  let audio: Chunk | undefined;
  let factFrames = 0;
  for (const chunk of chunks(source)) {
    if (chunk.id === "fmt ") format ??= readWaveFormat(source, chunk.start, chunk.sizeBytes, "little");
    else if (chunk.id === "data") audio ??= chunk;
    else if (chunk.id === "fact") factFrames = readFields(source, chunk.start, 8, "little").u64(0);
    else takeOther(chunk);
  }
  return { format, audio, factFrames };
}

function* chunks(source: ByteSource): Generator<Chunk> {
  // The form's own head, then the GUID "wave".
  let position = HEAD_BYTES + 16;
  for (let count = 0; count < MAX_CHUNKS && position + HEAD_BYTES <= source.sizeBytes; count += 1) {
    const head = readFields(source, position, HEAD_BYTES, "little");
    const start = position + HEAD_BYTES;
    const rest = source.sizeBytes - start;
    const size = head.u64(16);
    // A recorder that was cut off left 0 or nonsense: the audio goes on until the end.
    const claims = size < HEAD_BYTES || size > rest + HEAD_BYTES ? rest : size - HEAD_BYTES;
    yield { id: head.id(0), start, claims, sizeBytes: claims };
    position = start + claims + ((8 - (claims % 8)) % 8);
  }
}
