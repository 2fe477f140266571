import type { AssetMetadata } from "../../../domain/metadata.ts";
import { looseText } from "../text.ts";

/** The elements that name a recording; the rest of iXML describes the recorder. */
const ELEMENTS = { project: "PROJECT", scene: "SCENE", take: "TAKE", tape: "TAPE", note: "NOTE" } as const;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * A production's slate from the `iXML` chunk. Plain elements are looked for by name: an XML parser would
 * bring entity bombs, and five flat elements need none.
 */
export function readIxml(bytes: Uint8Array): Partial<AssetMetadata> {
  const xml = looseText(bytes);
  const ixml: Record<string, string> = {};
  for (const [key, element] of Object.entries(ELEMENTS)) {
    const from = xml.indexOf(`<${element}>`);
    const to = from === -1 ? -1 : xml.indexOf(`</${element}>`, from);
    if (to === -1) continue;
    const value = unescape(xml.slice(from + element.length + 2, to)).trim();
    if (value !== "" && !value.includes("<")) ixml[key] = value;
  }
  return Object.keys(ixml).length === 0 ? {} : { ixml };
}

function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
