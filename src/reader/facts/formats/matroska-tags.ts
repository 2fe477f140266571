import type { ByteSource } from "../../byte-source.ts";
import type { RawTag } from "../found.ts";
import { type EbmlElement, ebmlElements, ebmlNumber, ebmlText } from "./ebml.ts";

const ID = { tag: 0x7373, targets: 0x63c0, targetLevel: 0x68ca, simple: 0x67c8, name: 0x45a3, text: 0x4487 };
/** What a tag is about: an album where the number says 50, which is also what counts where none is given. */
const ALBUM = 50;
/** Matroska's names (and those that libavformat and others write beside them), as the tags of other formats are named. */
const NAMES = new Map([
  ["TITLE", "title"],
  ["ARTIST", "artist"],
  ["ALBUM", "album"],
  ["COMMENT", "comment"],
  ["COMMENTS", "comment"],
  ["DESCRIPTION", "description"],
  ["GENRE", "genre"],
  ["DATE", "date"],
  ["DATE_RELEASED", "date"],
  ["DATE_RECORDED", "date"],
  ["BPM", "bpm"],
  ["TEMPO", "bpm"],
  ["INITIAL_KEY", "key"],
  ["INITIALKEY", "key"],
  ["KEY", "key"],
  ["COMPOSER", "composer"],
  ["COPYRIGHT", "copyright"],
  ["LABEL", "label"],
  ["PUBLISHER", "label"],
  ["ISRC", "isrc"],
  ["MOOD", "mood"],
  ["KEYWORDS", "keywords"],
  ["TRACK", "track"],
  ["PART_NUMBER", "track"],
  ["ENCODER", "encodersettings"],
  ["ENCODED_BY", "encodedby"],
]);

/** The `Tags` element. An album's title is the album's name where a track has a title of its own. */
export function matroskaTags(source: ByteSource, tags: EbmlElement): RawTag[] {
  const found = [...ebmlElements(source, tags.start, tags.end)]
    .filter(({ id }) => id === ID.tag)
    .map((tag) => readTag(source, tag));
  const ofTrack = found.filter(({ level }) => level < ALBUM).flatMap(({ pairs }) => pairs);
  const ofAlbum = found.filter(({ level }) => level >= ALBUM).flatMap(({ pairs }) => pairs);
  const hasTitle = ofTrack.some(({ name }) => name === "title");
  return [
    ...ofTrack,
    ...ofAlbum.map((tag) => (hasTitle && tag.name === "title" ? { ...tag, name: "album" } : tag)),
  ];
}

function readTag(source: ByteSource, tag: EbmlElement): { level: number; pairs: RawTag[] } {
  let level = ALBUM;
  const pairs: RawTag[] = [];
  for (const each of ebmlElements(source, tag.start, tag.end)) {
    const inside = [...ebmlElements(source, each.start, each.end)];
    const part = (id: number): EbmlElement | undefined => inside.find((one) => one.id === id);
    const [said, name, text] = [part(ID.targetLevel), part(ID.name), part(ID.text)];
    if (each.id === ID.targets && said !== undefined) level = ebmlNumber(source, said);
    if (each.id !== ID.simple || name === undefined || text === undefined) continue;
    const known = NAMES.get(ebmlText(source, name).toUpperCase());
    const value = ebmlText(source, text);
    if (known !== undefined)
      pairs.push({ name: known, value: known === "bpm" ? Number(value) || value : value });
  }
  return { level, pairs };
}
