import type { IAudioMetadata } from "music-metadata";
import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { Found } from "../found.ts";
import { MAX_CUE_POINTS } from "./cue-sheet.ts";

type CuePoint = NonNullable<AssetMetadata["cuePoints"]>[number];

/** Games and trackers write `LOOPSTART` and the like; Vorbis comments, ID3 and MP4 each put something before the name. */
const LOOP_NAME = /(?:^|:)LOOP[-_ ]?(START|LENGTH|END)$/;
const CHAPTER_NAME = /(?:^|:)CHAPTER(\d{2,3})(NAME)?$/;
const CHAPTER_TIME = /^(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/;
const WHOLE = /^\d{1,10}$/;

/** Loops and chapters that stand in tags; chunks know them better where there are some. */
export function withTagMarks(found: Found, audio: IAudioMetadata | undefined): Found {
  if (audio === undefined) return found;
  const texts = textsOf(audio);
  const loops = loopOf(texts);
  const cuePoints = [...chaptersOf(texts), ...chapterFrames(audio)].map(({ seconds, title }) => ({
    position: Math.round(seconds * (found.sampleRateHz ?? 0)),
    ...(title === "" ? {} : { label: title }),
  }));
  const extras = {
    ...(loops.length === 0 ? {} : { loops }),
    ...(cuePoints.length === 0 ? {} : { cuePoints: inOrder(cuePoints) }),
  };
  return { ...found, extras: { ...extras, ...found.extras } };
}

function inOrder(cuePoints: readonly CuePoint[]): CuePoint[] {
  return [...cuePoints].sort((one, other) => one.position - other.position).slice(0, MAX_CUE_POINTS);
}

/** Native tags with a text for a value, by their names in capitals; the first of a name counts. */
function textsOf(audio: IAudioMetadata): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { id, value } of Object.values(audio.native).flat()) {
    const name = id.toUpperCase();
    if (!texts.has(name) && (typeof value === "string" || typeof value === "number"))
      texts.set(name, String(value).trim());
  }
  return texts;
}

/** SDL_mixer, RPG Maker: the loop ends before `LOOPEND`, or lasts `LOOPLENGTH`; all in samples. */
function loopOf(texts: ReadonlyMap<string, string>): NonNullable<AssetMetadata["loops"]> {
  const said: Record<string, number> = {};
  for (const [name, text] of texts) {
    const kind = LOOP_NAME.exec(name)?.[1];
    if (kind !== undefined && WHOLE.test(text)) said[kind] ??= Number(text);
  }
  const { START: start = 0, LENGTH: length, END: until } = said;
  const end = (length === undefined ? (until ?? 0) : start + length) - 1;
  return end > start ? [{ start, end, type: "forward" }] : [];
}

/** The extension of Vorbis comments: `CHAPTER001=00:01:02.500` with `CHAPTER001NAME`. */
function chaptersOf(texts: ReadonlyMap<string, string>): { seconds: number; title: string }[] {
  return [...texts].flatMap(([name, text]) => {
    const [, number, isName] = CHAPTER_NAME.exec(name) ?? [];
    const [, hours, minutes, rest] = CHAPTER_TIME.exec(text) ?? [];
    if (number === undefined || isName !== undefined || rest === undefined) return [];
    const title = texts.get(`${name}NAME`) ?? "";
    return [{ seconds: Number(hours) * 3_600 + Number(minutes) * 60 + Number(rest), title }];
  });
}

/** ID3's chapters, which have milliseconds; those of MP4 are read with its boxes. */
function chapterFrames(audio: IAudioMetadata): { seconds: number; title: string }[] {
  return (audio.format.chapters ?? []).flatMap(({ id, title, start }) =>
    id === undefined || !Number.isFinite(start) || start < 0 ? [] : [{ seconds: start, title }],
  );
}
