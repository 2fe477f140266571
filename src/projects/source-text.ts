import type { ProjectSource } from "./reference.ts";

/** Text formats are read whole: the largest of 238 real SFZ files has 1.4 MB. What is larger than this is none. */
const MOST_TEXT_BYTES = 64 * 1024 * 1024;

/** The whole file as text. Throws for what is too large or holds NUL, as no text of these formats does. */
export async function readText({ chunks }: ProjectSource): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MOST_TEXT_BYTES) throw new Error("it is too large for a text of its kind");
    parts.push(chunk);
  }
  return decodeText(Buffer.concat(parts));
}

/** UTF-8, UTF-16 with its mark, or else the old Windows code page: some programs write whatever their system's is. */
export function decodeText(bytes: Uint8Array): string {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.includes("\0")) throw new Error("it is no text");
  return text;
}

function encodingOf(bytes: Uint8Array): string {
  const wide = wideEncodingOf(bytes);
  if (wide !== null) return wide;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

/** By the mark at its start. */
export function wideEncodingOf([first, second]: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : null;
}
