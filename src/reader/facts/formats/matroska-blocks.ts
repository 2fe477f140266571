import type { ByteSource } from "../../byte-source.ts";
import { readFields } from "../fields.ts";
import { type EbmlElement, ebmlElements, ebmlNumber } from "./ebml.ts";
import type { MatroskaTrack } from "./matroska-track.ts";

const ID = { cluster: 0x1f43b675, timestamp: 0xe7, simpleBlock: 0xa3, blockGroup: 0xa0, block: 0xa1 };

/**
 * Where the last whole block of a track ends, in nanoseconds; 0 where there is none. Clusters before the last are passed
 * over; those of an open size have their blocks beside them, and all are looked at.
 */
export function lastBlockEnd(
  source: ByteSource,
  segment: EbmlElement,
  about: { readonly track: MatroskaTrack | undefined; readonly scaleNs: number },
): number {
  let cluster: EbmlElement | undefined;
  const loose: EbmlElement[] = [];
  for (const each of ebmlElements(source, segment.start, segment.end)) {
    if (each.id === ID.cluster && each.end !== Number.POSITIVE_INFINITY) cluster = each;
    else if (each.id === ID.timestamp || each.id === ID.simpleBlock || each.id === ID.blockGroup)
      loose.push(each);
  }
  const found = cluster === undefined ? loose : ebmlElements(source, cluster.start, cluster.end);
  const times = blockTimes(source, found, about.track?.number ?? 1);
  const [last, previous] = [times.at(-1), times.at(-2)];
  if (last === undefined) return 0;
  const blockNs = about.track?.blockNs || (last - (previous ?? last)) * about.scaleNs;
  return last * about.scaleNs + blockNs;
}

/** The times of a track's whole blocks, in ticks. */
function blockTimes(source: ByteSource, elements: Iterable<EbmlElement>, track: number): number[] {
  const times: number[] = [];
  let clusterTime = 0;
  for (const each of elements) {
    if (each.end > source.sizeBytes) break;
    if (each.id === ID.timestamp) clusterTime = ebmlNumber(source, each);
    const block = each.id === ID.blockGroup ? [...ebmlElements(source, each.start, each.end)] : [each];
    for (const { id, start } of block) {
      if (id !== ID.simpleBlock && id !== ID.block) continue;
      const head = readFields(source, start, 3, "big");
      // Numbers of tracks over 126 have two bytes; nobody's first audio track has one.
      if ((head.u8(0) & 0x7f) === track) times.push(clusterTime + head.i16(1));
    }
  }
  return times;
}
