import { ReferenceList, type ProjectReader } from "../reference.ts";
import { gzipOrPlain, unpack } from "../unpack.ts";
import { decodeXml } from "../decode-xml.ts";

/**
 * Ableton Live (`.als`, `.alc`, `.adg`): XML, gzipped but for one of 180 real files. Only the `SampleRef` elements are looked for,
 * as bytes: 480 MB of XML take 0.6 s so and 5 s through a parser.
 *
 * - Live 11 and 12: `Path` is absolute, on the machine that wrote it. Live 9 and 10: the folders of `PathHint`, and `Name`.
 * - `RelativePath` (Live 9: an element a folder, an empty one is "..") starts by `RelativePathType` at the set (1), at the
 *   project's folder, where the set or the folder above it lies (3), in a pack (5), or in the user's library (6); 0 is none.
 * - 95 % of the references carry the file's size.
 * - `.als` is also the ending of Alloy's models, which are plain text.
 */
export const readAbleton: ProjectReader = async ({ chunks }) => {
  const list = new ReferenceList();
  const sections = new Sections();
  for await (const chunk of unpack(chunks, gzipOrPlain)) {
    if (!sections.take(chunk, list)) return { references: [], fault: null };
  }
  return { references: list.all(), fault: sections.fault() };
};

const OPEN = Buffer.from("<SampleRef>");
const CLOSE = Buffer.from("</SampleRef>");
const END = "</Ableton>";
/** The longest real one has 6 KB. */
const MOST_SECTION_BYTES = 1024 * 1024;

/** Finds the SampleRef elements of a stream; holds no more than one of them. */
class Sections {
  #rest = Buffer.alloc(0);
  #isStarted = false;
  #isXml = false;
  #end = "";

  /** False: it is some other text, none of Live's. */
  take(chunk: Uint8Array, list: ReferenceList): boolean {
    const text = Buffer.concat([this.#rest, chunk]);
    this.#end = (this.#end + text.subarray(-64).toString("latin1")).slice(-64);
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#isXml = /^(?:\u00ef\u00bb\u00bf)?\s*</.test(text.subarray(0, 64).toString("latin1"));
      if (!this.#isXml && /^[\x20-\x7e\s]+$/.test(text.subarray(0, 64).toString("latin1"))) return false;
    }
    let at = 0;
    for (;;) {
      const from = text.indexOf(OPEN, at);
      if (from === -1) {
        at = Math.max(at, text.length - OPEN.length + 1);
        break;
      }
      const to = text.indexOf(CLOSE, from);
      at = to === -1 ? from : to + CLOSE.length;
      if (to === -1) break;
      addSample(text.subarray(from, to).toString("utf8"), list);
    }
    this.#rest = text.subarray(at);
    if (this.#rest.length > MOST_SECTION_BYTES) throw new Error("a SampleRef in it has no end");
    return true;
  }

  fault(): string | null {
    if (!this.#isXml) return "it holds no XML";
    return this.#end.trimEnd().endsWith(END) ? null : "it ends in the middle";
  }
}

function addSample(section: string, list: ReferenceList): void {
  const file = /<FileRef(?: [^>]*)?>([^]*?)<\/FileRef>/.exec(section)?.[1];
  if (file === undefined) return;
  const hint = /<PathHint(?: [^>]*)?>([^]*?)<\/PathHint>/.exec(file)?.[1];
  const own = file.replace(/<SearchHint(?: [^>]*)?>[^]*?<\/SearchHint>/, "");
  const name = valueOf(own, "Name");
  const relative = relativePathOf(own, name);
  const absolute =
    valueOf(own, "Path") || (hint === undefined || !name ? "" : `${rootOf(hint)}${foldersOf(hint)}${name}`);
  const written = absolute || relative || name;
  if (!written) return;
  const type = valueOf(own, "RelativePathType");
  const size = Number(valueOf(file, "OriginalFileSize") || valueOf(file, "FileSize"));
  list.add({
    written,
    places: [absolute, ...placesOf(relative, type)].filter((place) => place !== ""),
    tail: (type === "5" || type === "6") && relative.includes("/") ? relative : null,
    sizeBytes: Number.isSafeInteger(size) && size > 0 ? size : null,
  });
}

/** Backups lie in a folder of the project, and a set may lie in another one. */
function placesOf(relative: string, type: string): string[] {
  if (relative === "") return [];
  if (type === "1") return [relative];
  return type === "3" ? [relative, `../${relative}`, `../../${relative}`] : [];
}

function relativePathOf(file: string, name: string): string {
  const newer = valueOf(file, "RelativePath");
  if (newer !== "") return newer;
  const folders = /<RelativePath(?: [^>]*)?>([^]*?)<\/RelativePath>/.exec(file)?.[1];
  return folders === undefined || name === "" ? "" : `${foldersOf(folders)}${name}`;
}

/** A path hint of Windows begins with its drive. */
function rootOf(hint: string): string {
  return /^[A-Za-z]:/.test(foldersOf(hint)) ? "" : "/";
}

function foldersOf(elements: string): string {
  const folders = [...elements.matchAll(/ Dir="([^"]*)"/g)].map(
    ([, folder = ""]) => decodeXml(folder) || "..",
  );
  return folders.map((folder) => `${folder}/`).join("");
}

function valueOf(xml: string, element: string): string {
  return decodeXml(new RegExp(`<${element} Value="([^"]*)"`).exec(xml)?.[1] ?? "");
}
