import { decodeXml } from "../decode-xml.ts";
import { ReferenceList, type ProjectReader } from "../reference.ts";
import { unpack, type Packing } from "../unpack.ts";

/**
 * LMMS: XML (`.mmp`, `.xpf`), or four bytes with the unpacked length (big-endian) and zlib (`.mmpz`). Only attributes are looked for, as
 * text: 179 real files unpack to 50 MB, which take a parser 1.4 s and this 0.2 s.
 *
 * Samples stand in `src` (AudioFileProcessor, sample clips) and in `userwavefile`, `userwavefile0` … (oscillators). What is not
 * absolute starts at the program's own samples or at the user's, and the file does not say at which; newer versions have the
 * prefixes `factorysample:` and `usersample:`. `local:` starts at the project. 68 of 556 real references are stale names of
 * samples that nobody has any more (`samples/empty.wav`).
 */
export const readLmms: ProjectReader = async ({ chunks }) => {
  const list = new ReferenceList();
  const decoder = new TextDecoder();
  let root: string | undefined;
  let rest = "";
  let end = "";
  for await (const chunk of unpack(chunks, lmmsPacking)) {
    const text = rest + decoder.decode(chunk, { stream: true });
    // No attribute holds a "<": up to the last one all tags are whole.
    const whole = Math.max(0, text.lastIndexOf("<"));
    addSources(text.slice(0, whole), list);
    root ??= /<([A-Za-z][\w-]*)[\s>]/.exec(text)?.[1];
    rest = text.length - whole > MOST_TAG_LETTERS ? "" : text.slice(whole);
    end = text.slice(-END_LETTERS);
  }
  addSources(rest, list);
  return { references: list.all(), fault: faultOf(root, end) };
};

/** The others are of old versions: 64 of 179 real files. */
const ROOTS = ["lmms-project", "multimedia-project", "multimediaproject"];
/** The root's end tag, and the line breaks that may follow. */
const END_LETTERS = 100;

/** More without a "<" is a note or a plugin's state. */
const MOST_TAG_LETTERS = 1024 * 1024;

function addSources(text: string, list: ReferenceList): void {
  for (const [, value = ""] of text.matchAll(/\s(?:src|userwavefile\d*)="([^"]*)"/g))
    if (value !== "") list.add(ofSource(decodeXml(value)));
}

function faultOf(root: string | undefined, end: string): string | null {
  if (root === undefined) return "it holds no XML";
  if (!ROOTS.includes(root)) return `its root is <${root.slice(0, 40)}>, none of LMMS`;
  return end.trimEnd().endsWith(`</${root}>`) ? null : "it ends in the middle";
}

/** After the length of `.mmpz` comes zlib's first byte, which no XML has in its fifth place. */
function lmmsPacking(head: Uint8Array): Packing {
  return head[4] === 0x78 && head[0] !== 0x3c ? { kind: "zlib", skip: 4 } : { kind: "plain", skip: 0 };
}

function ofSource(written: string) {
  const [, prefix = "", path = ""] = /^(?:([a-z]+):(?=[^\\/]))?(.*)$/s.exec(written) ?? [];
  if (prefix === "local") return { written, places: [path] };
  if (prefix !== "") return { written, places: [], tail: `samples/${path}` };
  if (/^(?:[\\/]|[a-z]:)/i.test(path)) return { written };
  return { written, tail: /[\\/]/.test(path) ? path : `samples/${path}` };
}
