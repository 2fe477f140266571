import { closeSync, fstatSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import type { FileMark } from "../domain/entry.ts";
import type { AudioFacts, FileProblem, ReadOutcome } from "../domain/reading.ts";
import { DescriptorSource } from "./descriptor-source.ts";
import { fileMarkOf } from "../domain/entry.ts";
import { hashDescriptor } from "./hash-descriptor.ts";
import { isFresh } from "./is-fresh.ts";
import { isOurFault } from "./is-our-fault.ts";
import { MemorySource } from "./memory-source.ts";
import type { Opened } from "./open-ahead.ts";
import { systemProblem } from "./open-regular-file.ts";
import type { OpenFile } from "./open-regular-file.ts";
import type { ReaderProgress } from "./reader-progress.ts";
import { READER_VERSION } from "./reader-version.ts";
import { safeFacts, storable, unreadFacts } from "./safe-facts.ts";
import type { FactsReader } from "./safe-facts.ts";

export interface ReadSettings {
  readonly hashOnly: boolean;
  readonly followSymlinks: boolean;
  readonly readFacts: FactsReader;
  readonly progress: ReaderProgress;
  /** See `readBuffer`; overwritten by each file. */
  readonly buffer: Uint8Array;
}

/** What any work on the files of a batch is given. */
export type WorkSettings = Omit<ReadSettings, "readFacts">;

/**
 * Reads one file once: hash and audio facts from the same bytes. What goes wrong is a problem, never a throw; bytes that
 * changed while they were read are never a reading but a problem `changing`.
 */
export async function readFile(
  path: string,
  { startedMs, file }: Opened,
  settings: ReadSettings,
): Promise<ReadOutcome> {
  if (file.kind === "problem") return file;
  try {
    const mark = fileMarkOf(file.stats);
    settings.progress.noteMark(mark);
    const found = await readOpenFile(path, file, settings);
    if (found === "changing") return changing(path, mark);
    const readAgain = isFresh(mark.mtimeNs, startedMs);
    return {
      kind: "reading",
      path,
      mark,
      hash: found.hash,
      readerVersion: READER_VERSION,
      readAgain,
      ...found.facts,
    };
  } catch (error) {
    if (isOurFault(error)) return notLoaded(path, error, file.stats);
    return systemProblem(path, error, file.stats);
  } finally {
    closeQuietly(file.descriptor);
  }
}

async function readOpenFile(
  path: string,
  { descriptor, stats }: OpenFile,
  settings: ReadSettings,
): Promise<{ hash: string; facts: AudioFacts } | "changing"> {
  const { progress } = settings;
  const sizeBytes = Number(stats.size);
  const hashed = hashDescriptor(descriptor, sizeBytes, settings);
  if (typeof hashed === "string") return "changing";
  // Bytes in memory can't change any more; those on the disk can until the parser has seen them.
  if (hashed.whole !== null && !isUnchanged(descriptor, stats)) return "changing";
  progress.enter("parsing");
  const source =
    hashed.whole === null
      ? new DescriptorSource(descriptor, sizeBytes, progress)
      : new MemorySource(hashed.whole);
  const facts = settings.hashOnly ? unreadFacts() : await safeFacts(settings.readFacts, source, path);
  progress.enter("reading");
  if (hashed.whole === null && !isUnchanged(descriptor, stats)) return "changing";
  return { hash: hashed.hash, facts };
}

/** What was read was read: a drive that fails only now says nothing about the bytes. */
function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // The descriptor is gone in any case.
  }
}

function isUnchanged(descriptor: number, before: BigIntStats): boolean {
  const after = fstatSync(descriptor, { bigint: true });
  return after.size === before.size && after.mtimeNs === before.mtimeNs;
}

/** Tried again in each pass: the bytes were never looked at. */
function notLoaded(path: string, error: Error, stats: BigIntStats): FileProblem {
  const mark = fileMarkOf(stats);
  return { kind: "problem", path, code: "parser-not-loaded", message: storable(error.message), mark };
}

function changing(path: string, mark: FileMark): FileProblem {
  const message = "its size or time changed while it was read";
  return { kind: "problem", path, code: "changing", message, mark };
}
