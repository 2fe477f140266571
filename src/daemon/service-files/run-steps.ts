import { setTimeout as pause } from "node:timers/promises";
import { CatalogError } from "../../domain/catalog-error.ts";
import type { RunExternal } from "./run-external.ts";
import type { Step } from "./service-facts.ts";

/** Runs one after the other. Throws `failed` at the first whose failure matters, with the manager's own words. */
export async function runSteps(steps: readonly Step[], run: RunExternal): Promise<void> {
  for (const { command, onFailure, tries } of steps) {
    const failure = await firstSuccess(command, tries, run);
    if (failure !== null && onFailure === "fail") throw new CatalogError("failed", failure);
  }
}

/** null, or why the last try failed, in one line. */
async function firstSuccess(
  command: Step["command"],
  tries: number,
  run: RunExternal,
): Promise<string | null> {
  for (let left = tries; ; left--) {
    const { exitCode, output } = await run(command);
    if (exitCode === 0) return null;
    if (left <= 1) return `${command.join(" ")} failed: ${oneLine(output) || `exit code ${exitCode}`}`;
    await pause(1000);
  }
}

function oneLine(output: string): string {
  return output.trim().replaceAll(/\s*\n\s*/g, " ");
}
