import type { ByteSource } from "../../byte-source.ts";
import { findBytes } from "../find-bytes.ts";
import type { Found } from "../found.ts";
import { oggHead, type OggHead } from "./ogg-head.ts";
import { type OggPage, readOggPage } from "./ogg-page.ts";

/** One logical stream: chained files have several, one after the other. */
interface Link {
  readonly serial: number;
  readonly head: OggHead;
  /** The first granule position that is not 0: a stream cut out of a broadcast begins far from it. */
  firstGranule: number;
  lastGranule: number;
}

/** A page holds at most some seconds; a first position later than this is one of a stream that was cut. */
const CUT_SECONDS = 60;
/** How far the next page is looked for behind damage. */
const RESYNC_BYTES = 1024 * 1024;

/**
 * Vorbis, Opus, Speex and FLAC in Ogg. Granule positions are exact, so only page headers are read (one small
 * read every 4 KB); the streams of a chained file are added up, and pages of video or other streams between
 * them are passed over.
 */
export function parseOgg(source: ByteSource): Found {
  const links: Link[] = [];
  for (const page of pages(source)) {
    if (page.isFirst) {
      const head = oggHead(source, page);
      // A second audio stream that begins before the first has any audio plays beside it, not after it.
      const besides = links.at(-1)?.lastGranule === 0;
      if (head !== undefined && !besides)
        links.push({ serial: page.serial, head, firstGranule: 0, lastGranule: 0 });
      continue;
    }
    const link = links.at(-1);
    // No decoder takes a page that is cut off: its checksum is wrong.
    if (page.end > source.sizeBytes) break;
    if (link === undefined || page.serial !== link.serial || page.granule <= 0) continue;
    if (link.firstGranule === 0) link.firstGranule = page.granule;
    link.lastGranule = Math.max(link.lastGranule, page.granule);
  }
  const [first] = links;
  const tagPart = { part: source, mimeType: "audio/ogg" };
  if (first === undefined) return { container: "Ogg", tagPart };
  const durationSeconds = links.reduce((sum, link) => sum + secondsOf(link), 0);
  const { codec, sampleRateHz, channels, bitsPerSample, lossless } = first.head;
  const bitrate = (source.sizeBytes * 8) / durationSeconds;
  return {
    container: "Ogg",
    codec,
    sampleRateHz,
    channels,
    bitsPerSample,
    lossless,
    durationSeconds,
    bitrate,
    tagPart,
    ...(first.head.preSkip > 0 ? { extras: { paddingFrames: first.head.preSkip } } : {}),
  };
}

function secondsOf({ head, firstGranule, lastGranule }: Link): number {
  const { sampleRateHz, preSkip } = head;
  const cut = firstGranule > CUT_SECONDS * sampleRateHz && lastGranule > firstGranule;
  return Math.max(0, lastGranule - (cut ? firstGranule : preSkip)) / sampleRateHz;
}

function* pages(source: ByteSource): Generator<OggPage> {
  for (let at = 0; at < source.sizeBytes;) {
    const page = readOggPage(source, at);
    if (page === undefined) {
      const next = findBytes(source, "OggS", { from: at + 1, to: at + RESYNC_BYTES });
      if (next === undefined) return;
      at = next;
      continue;
    }
    yield page;
    at = page.end;
  }
}
