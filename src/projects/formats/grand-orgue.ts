import { ReferenceList, type ProjectReader } from "../reference.ts";
import { readText } from "../source-text.ts";

/**
 * GrandOrgue (`.organ`): an INI file. `PipeNNN`, `PipeNNNAttackMMM` and `PipeNNNReleaseMMM` are paths from the file's folder on,
 * with backslashes. `REF:m:s:p` borrows another pipe, `DUMMY` is silent: no files. `.orgue` is a zip with its samples in it.
 */
export const readGrandOrgue: ProjectReader = async (source) => {
  const text = await readText(source);
  const list = new ReferenceList();
  for (const [, value = ""] of text.matchAll(PIPE)) {
    const written = value.trim();
    if (written !== "" && !/^REF:|^DUMMY$/i.test(written)) list.add({ written });
  }
  return { references: list.all(), fault: /^\s*\[Organ\]/im.test(text) ? null : "it has no section [Organ]" };
};

const PIPE = /^\s*Pipe\d+(?:(?:Attack|Release)\d+)?\s*=([^\r\n]*)/gim;
