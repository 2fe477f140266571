import { readXml } from "../read-xml.ts";
import { ReferenceList, type ProjectReader } from "../reference.ts";
import { unpack, type Packing } from "../unpack.ts";

/**
 * LMMS: XML (`.mmp`, `.xpf`), or four bytes with the unpacked length (big-endian) and zlib (`.mmpz`).
 *
 * Samples stand in `src` (AudioFileProcessor, sample clips) and in `userwavefile`, `userwavefile0` … (oscillators). What is not
 * absolute starts at the program's own samples or at the user's, and the file does not say at which; newer versions have the
 * prefixes `factorysample:` and `usersample:`. `local:` starts at the project. 68 of 556 real references are stale names of
 * samples that nobody has any more (`samples/empty.wav`).
 */
export const readLmms: ProjectReader = async ({ chunks }) => {
  const list = new ReferenceList();
  const fault = await readXml(unpack(chunks, lmmsPacking), ROOTS, {
    onElement(_name, attributes) {
      for (const [key, value] of Object.entries(attributes))
        if (/^(?:src|userwavefile\d*)$/.test(key) && value !== "") list.add(ofSource(value));
    },
  });
  return { references: list.all(), fault };
};

/** The others are of old versions: 64 of 179 real files. */
const ROOTS = ["lmms-project", "multimedia-project", "multimediaproject"];

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
