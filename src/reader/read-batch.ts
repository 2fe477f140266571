import { setTimeout as pause } from "node:timers/promises";
import type { FileProblem } from "../domain/reading.ts";
import { OpenAhead, type Opened, openNow } from "./open-ahead.ts";
import type { WorkSettings } from "./read-file.ts";

/** A program that saves a file is mostly done within a second; one that records is not, and the next pass is soon. */
const PAUSES_MS = [50, 200, 800];

/** What is done with one file that was opened, and that it closes. Rejects for no file's sake. */
export type FileWork<Done> = (
  path: string,
  opened: Opened,
  settings: WorkSettings,
) => Promise<Done | FileProblem>;

/**
 * Reads files one after the other. Those that were being written are tried again when all others are done, a few times
 * with growing pauses.
 *
 * @returns one outcome for each path, in the same order; null when the batch was cancelled
 */
export async function readBatch<Done extends { readonly kind: string }>(
  paths: readonly string[],
  settings: WorkSettings,
  work: FileWork<Done>,
): Promise<(Done | FileProblem)[] | null> {
  const { progress } = settings;
  const outcomes: (Done | FileProblem)[] = [];
  const opener = new OpenAhead(paths, settings.followSymlinks);
  try {
    for (const [index, path] of paths.entries()) {
      if (progress.cancelled) return null;
      progress.startFile(index);
      outcomes[index] = await work(path, await opener.take(index), settings);
    }
  } finally {
    opener.close();
  }
  for (const pauseMs of PAUSES_MS) {
    const changing = outcomes.flatMap((outcome, index) => (isChanging(outcome) ? [index] : []));
    if (changing.length === 0) break;
    await pause(pauseMs);
    for (const index of changing) {
      if (progress.cancelled) return null;
      const path = paths[index] ?? "";
      progress.startFile(index);
      outcomes[index] = await work(path, openNow(path, settings.followSymlinks), settings);
    }
  }
  return progress.cancelled ? null : outcomes;
}

function isChanging(outcome: { readonly kind: string } | FileProblem): boolean {
  return outcome.kind === "problem" && "code" in outcome && outcome.code === "changing";
}
