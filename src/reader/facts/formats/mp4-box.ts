import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";

export interface Box {
  readonly type: string;
  /** Where its content begins and ends, within the box around it and the file. */
  readonly start: number;
  readonly end: number;
}

/**
 * A fragmented file has one for every second or two; a file with more boxes on one level is made to keep
 * parsers busy.
 */
const MAX_BOXES = 100_000;

/**
 * The boxes between `from` and `to`. A box whose size makes no sense ends the level; those before it count.
 */
export function* boxes(source: ByteSource, from: number, to: number): Generator<Box> {
  const limit = Math.min(to, source.sizeBytes);
  let at = from;
  for (let count = 0; count < MAX_BOXES && at + 8 <= limit; count += 1) {
    const head = readFields(source, at, 16, "big");
    const short = head.u32(0);
    const headBytes = short === 1 ? 16 : 8;
    const size = short === 1 ? head.u64(8) : short === 0 ? limit - at : short;
    if (size < headBytes) return;
    yield { type: head.id(4), start: at + headBytes, end: Math.min(at + size, limit) };
    at += size;
  }
}

/** The first box down a path of types, such as `mdia`, `minf`, `stbl`. */
export function boxAt(
  source: ByteSource,
  inside: Pick<Box, "start" | "end">,
  path: readonly string[],
): Box | undefined {
  let box: Pick<Box, "start" | "end"> | undefined = inside;
  let found: Box | undefined;
  for (const type of path) {
    if (box === undefined) return undefined;
    found = undefined;
    for (const each of boxes(source, box.start, box.end)) {
      if (each.type !== type) continue;
      found = each;
      break;
    }
    box = found;
  }
  return found;
}
