import type { AssetMetadata } from "../../domain/metadata.ts";
import type { AudioFacts } from "../../domain/reading.ts";
import type { ByteSource } from "../byte-source.ts";
import { cleanChannels, cleanRate, cleanSeconds } from "./clean-numbers.ts";
import { cleanMetadata } from "./clean-metadata.ts";
import { type Container, sniff } from "./sniff.ts";
import type { Found, FormatParser, RawTag, TagPart } from "./found.ts";
import { withGaplessNote } from "./gapless-note.ts";
import { type LibraryAnswer, tagsOf } from "./library-tags.ts";
import { withTagMarks } from "./musical/tag-marks.ts";
import { nameFacts } from "./musical/name-facts.ts";
import { PARSERS } from "./parsers.ts";
import { tempoAndKey } from "./tempo.ts";

type ReadError = NonNullable<AssetMetadata["error"]>;

/**
 * What the audio says: duration, rate, channels and `assets.metadata`. The content decides what the file is,
 * its name only helps with tempo and key. Our own parsers read the containers (headers are small, and
 * music-metadata is wrong for many); music-metadata reads the tags. Never throws for what a file holds: what
 * could not be understood is `metadata.error`, beside the facts that could.
 *
 * Cost: headers and chunks only, except MPEG audio without a trustworthy VBR header and ADTS, which are
 * walked.
 *
 * @throws what a failed read threw, and when a parser can't be loaded: neither is the content's fault
 */
export async function readAudioFacts(source: ByteSource, fileName: string): Promise<AudioFacts> {
  const container = sniff(source);
  const { found, damage } = container === undefined ? { found: {} } : parse(PARSERS[container], source);
  const answer = found.tagPart === undefined ? {} : await ask(found.tagPart);
  return assemble(withTagMarks(withGaplessNote(found, answer.audio), answer.audio), answer, {
    fileName,
    container,
    damage,
  });
}

/** music-metadata is loaded by the first file that has tags: a folder of plain loops has none, and each thread would pay 80 ms. */
async function ask(part: TagPart): Promise<LibraryAnswer> {
  const { askLibrary } = await import("./ask-library.ts");
  return askLibrary(part);
}

function parse(parser: FormatParser, source: ByteSource): { found: Found; damage?: string } {
  try {
    return { found: parser(source) };
  } catch (error) {
    // An I/O error of the descriptor under `read` is the file's problem, not its content's.
    if (error instanceof Error && "syscall" in error) throw error;
    return { found: {}, damage: error instanceof Error ? error.message : String(error) };
  }
}

function assemble(
  found: Found,
  answer: LibraryAnswer,
  about: {
    readonly fileName: string;
    readonly container: Container | undefined;
    readonly damage: string | undefined;
  },
): AudioFacts {
  const tags: readonly RawTag[] = [
    ...(answer.audio === undefined ? [] : tagsOf(answer.audio)),
    ...(found.tags ?? []),
  ];
  const facts = {
    durationSeconds: cleanSeconds(found.durationSeconds),
    sampleRateHz: cleanRate(found.sampleRateHz),
    channels: cleanChannels(found.channels),
  };
  const name = nameFacts(about.fileName);
  const hints = (found.hints ?? []).map((hint) => withTempo(hint, found));
  const recognised = found.container !== undefined || about.damage !== undefined;
  const error = errorOf({ facts, answer, recognised, ...about });
  const metadata = cleanMetadata(found, { tags, musical: tempoAndKey({ tags, hints, name }), error });
  return { ...facts, metadata };
}

/** Apple Loops hold beats and no tempo. */
function withTempo(hint: NonNullable<Found["hints"]>[number], found: Found) {
  const { beats } = found.extras ?? {};
  if (hint.source !== "basc" || beats === undefined || found.durationSeconds === undefined) return hint;
  return { ...hint, bpm: (beats * 60) / found.durationSeconds };
}

function errorOf(about: {
  readonly facts: Omit<AudioFacts, "metadata">;
  readonly answer: LibraryAnswer;
  readonly container: Container | undefined;
  readonly recognised: boolean;
  readonly damage: string | undefined;
}): ReadError | undefined {
  const { facts, answer, container, recognised, damage } = about;
  const message = damage ?? answer.failure;
  const known = facts.durationSeconds !== null || facts.sampleRateHz !== null || container === "midi";
  if (container === undefined || !recognised)
    return { code: "not-audio", message: "no audio format is recognised in the bytes" };
  if (!known)
    return { code: "damaged", message: message ?? "the headers give neither duration nor sample rate" };
  return message === undefined ? undefined : { code: "tags-damaged", message };
}
