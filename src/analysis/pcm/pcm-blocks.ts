import type { ByteSource } from "../../reader/byte-source.ts";
import type { SampleBlock } from "../sample-block.ts";
import type { PcmLayout } from "./pcm-layout.ts";
import { floatsOf, integersOf } from "./unpack-samples.ts";

/** Half of a second-level cache: the samples are gone through some times while they are there. */
const PIECE_BYTES = 256 * 1024;

/** The samples of a file in their order, a piece at a time. What is cut off at the end is not there. */
export function* pcmBlocks(source: ByteSource, layout: PcmLayout): Generator<SampleBlock> {
  const frameBytes = layout.sampleBytes * layout.channels;
  const framesAPiece = Math.max(1, Math.floor(PIECE_BYTES / frameBytes));
  const room = framesAPiece * layout.channels;
  const integers = new Int32Array(layout.number === "float" ? 0 : room);
  const floats = new Float64Array(layout.number === "float" ? room : 0);
  for (let done = 0; done < layout.frames; done += framesAPiece) {
    const frames = Math.min(framesAPiece, layout.frames - done);
    const bytes = source.read(layout.start + done * frameBytes, frames * frameBytes);
    if (bytes.length < frames * frameBytes) throw new Error("the file ended before its samples did");
    const samples = frames * layout.channels;
    // A copy where the order is turned in place or words don't begin at their multiples: the piece may be a view of others.
    const words = isReady(bytes, layout) ? bytes : Uint8Array.from(bytes);
    yield layout.number === "float"
      ? { kind: "floats", samples: floatsOf(words, layout, floats.subarray(0, samples)) }
      : { kind: "integers", samples: integersOf(words, layout, integers.subarray(0, samples)) };
  }
}

function isReady(bytes: Uint8Array, { order, sampleBytes }: PcmLayout): boolean {
  return sampleBytes === 1 || (order === "little" && bytes.byteOffset % sampleBytes === 0);
}
