import type { ByteSource } from "../../byte-source.ts";
import { type Fields, readFields } from "../fields.ts";
import { type Box, boxAt } from "./mp4-box.ts";

/** Enough of a table for the samples that are asked for, each in a chunk of its own; the rest of it is not needed. */
const ENTRY_BYTES = 12;
const LEAST_TABLE_BYTES = 1_024;
/** A frame of AAC has at most 768 bytes a channel, and there are at most eight; one of MP3 has less. */
const MAX_SAMPLE_BYTES = 8 * 768;

/** The first samples of a track, `most` at most, as its tables place them; none where the tables make no sense. */
export function firstSamples(source: ByteSource, stbl: Box, most: number): Uint8Array[] {
  const tableBytes = Math.max(LEAST_TABLE_BYTES, most * ENTRY_BYTES);
  const table = (type: string): Fields | undefined => {
    const box = boxAt(source, stbl, [type]);
    return box && readFields(source, box.start, Math.min(box.end - box.start, tableBytes), "big");
  };
  const [sizes, runs, chunks, wideChunks] = [table("stsz"), table("stsc"), table("stco"), table("co64")];
  if (sizes === undefined || runs === undefined) return [];
  const samples: Uint8Array[] = [];
  for (let chunk = 0; samples.length < most; chunk += 1) {
    let at = chunks === undefined ? (wideChunks?.u64(8 + chunk * 8) ?? 0) : chunks.u32(8 + chunk * 4);
    const count = samplesOfChunk(runs, chunk + 1);
    if (at === 0 || count === 0) break;
    for (let each = 0; each < count && samples.length < most; each += 1) {
      const size = sizes.u32(4) || sizes.u32(12 + samples.length * 4);
      samples.push(new Uint8Array(source.read(at, Math.min(size, MAX_SAMPLE_BYTES))));
      at += size;
    }
  }
  return samples;
}

/** Runs of chunks with the same number of samples; a run goes on until the next one begins. */
function samplesOfChunk(runs: Fields, chunk: number): number {
  let samples = 0;
  for (let each = 0; each < runs.u32(4); each += 1) {
    const first = runs.u32(8 + each * 12);
    if (first === 0 || first > chunk) break;
    samples = runs.u32(8 + each * 12 + 4);
  }
  return samples;
}
