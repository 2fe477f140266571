import { basename } from "node:path";
import type { AudioFacts } from "../domain/reading.ts";
import type { ByteSource } from "./byte-source.ts";
import { isOurFault } from "./is-our-fault.ts";

/** Finds what the audio says. The name is given for its extension, and for a tempo or key in it. */
export type FactsReader = (source: ByteSource, fileName: string) => Promise<AudioFacts>;

/** Parsers quote what they found; a damaged file gives them much to quote. Enough to recognise the fault. */
const LONGEST_MESSAGE = 300;

/** Nothing is known of the audio. */
export function unreadFacts(): AudioFacts {
  return { durationSeconds: null, sampleRateHz: null, channels: null, metadata: {} };
}

/**
 * The facts of a file; a parser that throws leaves its error instead: the file is an asset all the same.
 *
 * @throws what a failed read threw, and when a parser can't be loaded: neither is the content's fault
 */
export async function safeFacts(
  readFacts: FactsReader,
  source: ByteSource,
  path: string,
): Promise<AudioFacts> {
  try {
    return await readFacts(source, basename(path));
  } catch (error) {
    if (isOurFault(error) || (error instanceof Error && "syscall" in error)) throw error;
    return { ...unreadFacts(), metadata: { error: describe(error) } };
  }
}

/** For a parser that throws what it should have caught; the reader of facts says more of what it understands itself. */
function describe(error: unknown): { code: "damaged"; message: string } {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : "the parser threw no error";
  return { code: "damaged", message: storable(message) };
}

/** Cut to length, without NUL and without halves of surrogate pairs, which a round trip through UTF-8 replaces. */
export function storable(text: string): string {
  return Buffer.from(text.slice(0, LONGEST_MESSAGE).replaceAll("\0", "")).toString();
}
