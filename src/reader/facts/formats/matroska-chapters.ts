import type { AssetMetadata } from "../../../domain/metadata.ts";
import type { ByteSource } from "../../byte-source.ts";
import { MAX_CUE_POINTS } from "../musical/cue-sheet.ts";
import { type EbmlElement, ebmlElements, ebmlNumber, ebmlText } from "./ebml.ts";

type CuePoint = NonNullable<AssetMetadata["cuePoints"]>[number];

const ID = { edition: 0x45b9, atom: 0xb6, start: 0x91, hidden: 0x98, display: 0x80, text: 0x85 };

/** The chapters of a `Chapters` element: those of its first edition, without the ones inside them. Times are nanoseconds. */
export function matroskaChapters(
  source: ByteSource,
  chapters: EbmlElement,
  rateHz: number,
): readonly CuePoint[] {
  const [edition] = [...ebmlElements(source, chapters.start, chapters.end)].filter(
    ({ id }) => id === ID.edition,
  );
  if (edition === undefined) return [];
  const found: CuePoint[] = [];
  for (const atom of ebmlElements(source, edition.start, edition.end)) {
    if (atom.id !== ID.atom || found.length === MAX_CUE_POINTS) continue;
    const inside = [...ebmlElements(source, atom.start, atom.end)];
    const part = (id: number): EbmlElement | undefined => inside.find((one) => one.id === id);
    const [start, hidden, display] = [part(ID.start), part(ID.hidden), part(ID.display)];
    if (start === undefined || (hidden !== undefined && ebmlNumber(source, hidden) === 1)) continue;
    const label = display === undefined ? "" : textOf(source, display);
    const position = Math.round((ebmlNumber(source, start) / 1e9) * rateHz);
    found.push({ position, ...(label === "" ? {} : { label }) });
  }
  return found.sort((one, other) => one.position - other.position);
}

function textOf(source: ByteSource, display: EbmlElement): string {
  const [text] = [...ebmlElements(source, display.start, display.end)].filter(({ id }) => id === ID.text);
  return text === undefined ? "" : ebmlText(source, text);
}
