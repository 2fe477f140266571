import { SaxesParser } from "saxes";
import type { AssetMetadata } from "../../../domain/metadata.ts";
import { looseText } from "../text.ts";

/** The elements right below the root that name a recording; the rest of iXML describes the recorder. */
const ELEMENTS = new Map([
  ["PROJECT", "project"],
  ["SCENE", "scene"],
  ["TAKE", "take"],
  ["TAPE", "tape"],
  ["NOTE", "note"],
]);
/** The root, and the element in it. */
const DEPTH = 2;
/** Notes are a paragraph; cleaning cuts further. */
const MAX_LETTERS = 10_000;

/**
 * A production's slate from the `iXML` chunk. What is no XML gives what was read before its first fault. The parser knows
 * only the five entities of XML, so that no text grows while it is read.
 */
export function readIxml(bytes: Uint8Array): Partial<AssetMetadata> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const ixml: Record<string, string> = {};
  const path: string[] = [];
  let [text, isFaulty] = ["", false];
  const take = (more: string): void => {
    if (path.length === DEPTH && text.length < MAX_LETTERS) text += more;
  };
  parser.on("error", () => {
    isFaulty = true;
  });
  parser.on("opentag", ({ name }) => {
    path.push(name);
    if (path.length === DEPTH) text = "";
  });
  parser.on("text", take);
  parser.on("cdata", take);
  parser.on("closetag", ({ name }) => {
    const key = path.length === DEPTH ? ELEMENTS.get(name.toUpperCase()) : undefined;
    const value = text.trim();
    if (key !== undefined && value !== "" && !isFaulty) ixml[key] ??= value;
    path.pop();
  });
  parser.write(decoded(bytes));
  return Object.keys(ixml).length === 0 ? {} : { ixml };
}

/** By its mark, or by the first letter of the document, else as any text of RIFF. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  if (isLittle || isBig) return new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes);
  const text = looseText(bytes);
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
