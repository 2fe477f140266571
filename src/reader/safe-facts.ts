import { basename } from "node:path";
import type { AudioFacts } from "../asset/reading.ts";
import type { ByteSource } from "./byte-source.ts";

/** Finds what the audio says. The name is given for its extension, and for a tempo or key in it. */
export type FactsReader = (source: ByteSource, fileName: string) => Promise<AudioFacts>;

/** Parsers quote what they found; a damaged file gives them much to quote. Enough to recognise the fault. */
const LONGEST_MESSAGE = 300;

/** Nothing is known of the audio. */
export function unreadFacts(): AudioFacts {
  return { durationSeconds: null, sampleRateHz: null, channels: null, metadata: {} };
}

/** The facts of a file; a parser that throws leaves its error instead: the file is an asset all the same. */
export async function safeFacts(
  readFacts: FactsReader,
  source: ByteSource,
  path: string,
): Promise<AudioFacts> {
  try {
    return await readFacts(source, basename(path));
  } catch (error) {
    return { ...unreadFacts(), metadata: { error: describe(error) } };
  }
}

function describe(error: unknown): { code: "damaged"; message: string } {
  if (!(error instanceof Error))
    return { code: "damaged", message: "the parser threw something that is no error" };
  const name = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return { code: "damaged", message: storable(`${name}: ${error.message}`) };
}

/** Cut to length, without NUL and without halves of surrogate pairs, which a round trip through UTF-8 replaces. */
function storable(text: string): string {
  return Buffer.from(text.slice(0, LONGEST_MESSAGE).replaceAll("\0", "")).toString();
}
