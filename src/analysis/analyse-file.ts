import { closeSync, fstatSync } from "node:fs";
import { type FileMark, fileMarkOf } from "../domain/entry.ts";
import type { FileProblem } from "../domain/reading.ts";
import { DescriptorSource } from "../reader/descriptor-source.ts";
import { readAudioFacts } from "../reader/facts/read-audio-facts.ts";
import type { Opened } from "../reader/open-ahead.ts";
import { type OpenFile, systemProblem } from "../reader/open-regular-file.ts";
import type { WorkSettings } from "../reader/read-file.ts";
import { safeFacts } from "../reader/safe-facts.ts";
import { type Analysis, analyseSound } from "./analyse-sound.ts";

/** What came of one file. Whoever asked knows by the mark whether its content is still the one that the catalog has. */
export interface Analysed {
  readonly kind: "analysed";
  readonly path: string;
  readonly mark: FileMark;
  readonly analysis: Analysis;
}

/** Decodes one file and measures it. What goes wrong with the file is a problem, never a throw. */
export async function analyseFile(
  path: string,
  { file }: Opened,
  settings: WorkSettings,
): Promise<Analysed | FileProblem> {
  if (file.kind === "problem") return file;
  const mark = fileMarkOf(file.stats);
  settings.progress.noteMark(mark);
  const problem = (message: string): FileProblem => ({
    kind: "problem",
    path,
    code: "changing",
    message,
    mark,
  });
  try {
    // Only its mark was asked for.
    if (settings.hashOnly) return problem("not analysed");
    const analysis = await analyseOpen(path, file, settings);
    const after = fileMarkOf(fstatSync(file.descriptor, { bigint: true }));
    const isSame = after.sizeBytes === mark.sizeBytes && after.mtimeNs === mark.mtimeNs;
    return isSame ? { kind: "analysed", path, mark, analysis } : problem("it changed while it was analysed");
  } catch (error) {
    // A failed read of the drive is the file's; all else is ours, and ends the thread, which is told as the file's too.
    if (error instanceof Error && "syscall" in error) return systemProblem(path, error, file.stats);
    throw error;
  } finally {
    closeSync(file.descriptor);
  }
}

async function analyseOpen(
  path: string,
  { descriptor, stats }: OpenFile,
  { progress }: WorkSettings,
): Promise<Analysis> {
  // Each has its own allowance of how often it may go over the file.
  const open = (): DescriptorSource => new DescriptorSource(descriptor, Number(stats.size), progress);
  progress.enter("parsing");
  const facts = await safeFacts(readAudioFacts, open(), path);
  return await analyseSound({
    source: open(),
    descriptor,
    facts,
    onProgress: () => progress.enter("parsing"),
  });
}
