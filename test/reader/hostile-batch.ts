import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ReadOutcome } from "../../src/domain/reading.ts";
import { plainWav } from "./plain-wav.ts";
import { scratchFolder } from "./scratch-folder.ts";

/** Files that do what their name says, in a batch between two innocent ones. */
export function hostileBatch(...names: string[]): string[] {
  const folder = scratchFolder();
  process.env["HOSTILE_FOLDER"] = folder;
  return ["first.wav", ...names, "last.wav"].map((name) => {
    const path = join(folder, name);
    writeFileSync(path, plainWav({ frames: 100 }));
    return path;
  });
}

/** A word for each outcome: the problem, the message of the parser's error, or "read". */
export function outcomeWords(outcomes: readonly ReadOutcome[]): Record<string, string> {
  return Object.fromEntries(
    outcomes.map((outcome) => {
      const word = outcome.kind === "problem" ? outcome.code : (outcome.metadata.error?.message ?? "read");
      return [basename(outcome.path), word];
    }),
  );
}
