import { readdirSync } from "node:fs";

/** U+FFFD in a listed name: it may stand for bytes that are no UTF-8. */
const REPLACEMENT = "\uFFFD";

/** A name that can't be opened through the string that Node makes of it. */
export interface BrokenName {
  /** As Node lists it. */
  readonly listed: string;
  /** With `\xE9` for each byte of it that is no ASCII, so that a person can find it. */
  readonly shown: string;
}

/** Whether some of the names may stand for bytes that are no UTF-8. */
export function mayBeBroken(names: readonly { readonly name: string }[]): boolean {
  return names.some(({ name }) => name.includes(REPLACEMENT));
}

/** The names in a folder that are no UTF-8. Throws as readdir does. */
export function listBrokenNames(folder: string): BrokenName[] {
  return readdirSync(folder, { encoding: "buffer" }).flatMap((bytes) => {
    const listed = bytes.toString("utf8");
    return Buffer.from(listed).equals(bytes) ? [] : [{ listed, shown: escapeBytes(bytes) }];
  });
}

function escapeBytes(bytes: Buffer): string {
  return [...bytes]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");
}
