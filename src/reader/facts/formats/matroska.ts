import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { findBytes } from "../find-bytes.ts";
import type { Found, RawTag } from "../found.ts";
import { type EbmlElement, ebmlElements, ebmlFloat, ebmlNumber, ebmlText } from "./ebml.ts";
import { lastBlockEnd } from "./matroska-blocks.ts";
import { matroskaChapters } from "./matroska-chapters.ts";
import { matroskaTags } from "./matroska-tags.ts";
import { matroskaTrack, type MatroskaTrack } from "./matroska-track.ts";

const ID = {
  segment: 0x18538067,
  info: 0x1549a966,
  scale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  title: 0x7ba9,
  tags: 0x1254c367,
  chapters: 0x1043a770,
};
const USUAL_SCALE_NS = 1_000_000;

interface Segment {
  readonly seconds: number;
  readonly track?: MatroskaTrack;
  readonly tags: readonly RawTag[];
  readonly cuePoints: NonNullable<AssetMetadata["cuePoints"]>;
}

/**
 * Matroska and WebM: the first audio track. Segments that follow one another are joined files and play one after the
 * other; one that is cut off, or was written live and never finished, lasts until its last block.
 */
export function parseMatroska(source: ByteSource): Found {
  const webm = findBytes(source, "webm", { from: 0, to: 64 }) !== undefined;
  const segments = [...ebmlElements(source, 0, source.sizeBytes)]
    .filter(({ id }) => id === ID.segment)
    .map((each) => readSegment(source, each));
  const durationSeconds = segments.reduce((sum, { seconds }) => sum + seconds, 0);
  const { cuePoints = [] } = segments[0] ?? {};
  const { number: _, delayNs: __, blockNs: ___, ...facts } = segments[0]?.track ?? {};
  return {
    container: webm ? "WebM" : "Matroska",
    // Its clock has mostly milliseconds.
    isRounded: true,
    durationSeconds,
    bitrate: (source.sizeBytes * 8) / durationSeconds,
    tags: segments[0]?.tags,
    ...facts,
    ...(cuePoints.length === 0 ? {} : { extras: { cuePoints } }),
  };
}

function readSegment(source: ByteSource, segment: EbmlElement): Segment {
  let [duration, scaleNs] = [0, USUAL_SCALE_NS];
  let track: MatroskaTrack | undefined;
  const tags: RawTag[] = [];
  let chapters: EbmlElement | undefined;
  for (const element of ebmlElements(source, segment.start, segment.end)) {
    if (element.end === Number.POSITIVE_INFINITY) continue;
    if (element.id === ID.chapters) chapters ??= element;
    if (element.id === ID.tags) tags.push(...matroskaTags(source, element));
    for (const each of inside(source, element, [ID.info, ID.tracks])) {
      if (each.id === ID.scale) scaleNs = ebmlNumber(source, each);
      else if (each.id === ID.duration) duration = ebmlFloat(source, each);
      else if (each.id === ID.title) tags.push({ name: "title", value: ebmlText(source, each) });
      else if (each.id === ID.track) track ??= matroskaTrack(source, each);
    }
  }
  const isCut = segment.end !== Number.POSITIVE_INFINITY && segment.end > source.sizeBytes;
  const nanoseconds =
    duration > 0 && !isCut
      ? duration * scaleNs
      : lastBlockEnd(source, segment, { track, scaleNs }) || duration * scaleNs;
  // Timestamps count what the decoder throws away.
  const seconds = Math.max(0, nanoseconds - (track?.delayNs ?? 0)) / 1e9;
  const rateHz = track?.sampleRateHz ?? 0;
  const cuePoints = chapters === undefined ? [] : matroskaChapters(source, chapters, rateHz);
  return { seconds, tags, cuePoints, ...(track === undefined ? {} : { track }) };
}

function inside(source: ByteSource, { id, start, end }: EbmlElement, ids: readonly number[]) {
  return ids.includes(id) ? ebmlElements(source, start, end) : [];
}
