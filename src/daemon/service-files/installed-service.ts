import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { CatalogError } from "../../domain/catalog-error.ts";
import { errorCode } from "../../domain/error-code.ts";
import { launchdPlan } from "./launchd-agent.ts";
import { makeFolders, removeEmpty } from "./made-folders.ts";
import { runExternal, type RunExternal } from "./run-external.ts";
import {
  mayFail,
  refuseControlCharacters,
  type ServiceFacts,
  type ServicePlan,
  type Step,
} from "./service-plan.ts";
import { systemdPlan } from "./systemd-unit.ts";
import { windowsPlan } from "./windows-task.ts";

/** The service as this platform wants it. Throws `usage` where there is none, or a path that it can't hold. */
function servicePlan(facts: ServiceFacts): ServicePlan {
  refuseControlCharacters(facts);
  if (facts.platform === "linux") return systemdPlan(facts);
  if (facts.platform === "darwin") return launchdPlan(facts);
  if (facts.platform === "win32") return windowsPlan(facts);
  throw new CatalogError(
    "usage",
    `no service can be installed on ${facts.platform}: let its own service manager run "musaic-catalog watch"`,
  );
}

/** What `service print` shows: the file as `install` would write it, and where. */
export function printService(facts: ServiceFacts): { readonly file: string; readonly text: string } {
  const { file, text } = servicePlan(facts);
  return { file, text };
}

export interface ServiceStatus {
  readonly file: string;
  readonly state: "not-installed" | "stopped" | "running";
  /** Whether the file is what `install` would write now: not so after Node.js or the package moved. */
  readonly upToDate: boolean;
  /** The manager's own words. */
  readonly detail: string;
  /** Where it writes what it does; null: the manager keeps it (journalctl). */
  readonly log: string | null;
}

export async function serviceStatus(
  facts: ServiceFacts,
  run: RunExternal = runExternal,
): Promise<ServiceStatus> {
  const plan = servicePlan(facts);
  const { file, log } = plan;
  const content = await contentOf(file);
  if (content === null) return { file, state: "not-installed", upToDate: false, detail: "", log };
  const { output } = await run(plan.status.command);
  return {
    file,
    state: plan.isRunning(output) ? "running" : "stopped",
    upToDate: content.equals(bytesOf(plan)),
    detail: output.trim(),
    log,
  };
}

/** Throws as `installService` does, before anything was made that a machine without a manager has no use for. */
export async function refuseWithoutManager(
  facts: ServiceFacts,
  run: RunExternal = runExternal,
): Promise<void> {
  const plan = servicePlan(facts);
  try {
    await runSteps(plan.reach === null ? [] : [plan.reach], run);
  } catch (error) {
    throw explained(error, plan, "nothing was installed");
  }
}

/**
 * Writes the service file and starts the service, now and at every log-in; one that is there is replaced. If the platform's
 * manager refuses, the file is as it was before. Throws `failed` with the manager's words, `usage` where there is no manager.
 */
export async function installService(
  facts: ServiceFacts,
  run: RunExternal = runExternal,
): Promise<{ readonly file: string }> {
  const plan = servicePlan(facts);
  const before = await contentOf(plan.file);
  const made = await makeFolders(plan.folders);
  await writeFile(plan.file, bytesOf(plan));
  try {
    await runSteps(plan.install, run);
  } catch (error) {
    await rollBack(plan, before, run);
    await removeEmpty(made);
    throw explained(
      error,
      plan,
      before === null ? "nothing was installed" : "the service is what it was before",
    );
  }
  return { file: plan.file };
}

function explained(error: unknown, plan: ServicePlan, left: string): unknown {
  if (!(error instanceof CatalogError)) return error;
  const remedy = plan.remedyOf(error.message);
  const message = `${error.message}; ${left}${remedy === null ? "" : `: ${remedy}`}`;
  return new CatalogError(error.code, message, { cause: error });
}

/** Stops the service and removes its file; `removed` is false if there was none. */
export async function uninstallService(
  facts: ServiceFacts,
  run: RunExternal = runExternal,
): Promise<{ readonly file: string; readonly removed: boolean }> {
  const plan = servicePlan(facts);
  const removed = (await contentOf(plan.file)) !== null;
  // Without its file the manager may know it all the same.
  await removeService(plan, { run, anyway: !removed });
  return { file: plan.file, removed };
}

/** The service that was there before, if there was one, is started again. */
async function rollBack(plan: ServicePlan, before: Buffer | null, run: RunExternal): Promise<void> {
  if (before === null) return removeService(plan, { run, anyway: true });
  await writeFile(plan.file, before);
  return runSteps(plan.install.map(mayFail), run);
}

async function removeService(
  plan: ServicePlan,
  { run, anyway }: { readonly run: RunExternal; readonly anyway: boolean },
): Promise<void> {
  const stepsOf = (steps: readonly Step[]): readonly Step[] => (anyway ? steps.map(mayFail) : steps);
  await runSteps(stepsOf(plan.uninstall), run);
  await rm(plan.file, { force: true });
  await runSteps(stepsOf(plan.afterRemoval), run);
}

/** One after the other. Throws `failed` at the first whose failure matters, with the manager's own words in one line. */
async function runSteps(steps: readonly Step[], run: RunExternal): Promise<void> {
  for (const { command, onFailure, tries, final } of steps) {
    for (let left = tries; ; left--) {
      const { exitCode, output } = await run(command);
      if (exitCode === 0) break;
      if (left > 1 && final?.test(output) !== true) await pause(1000);
      else if (onFailure === "ignore") break;
      else {
        const said = output.trim().replaceAll(/\s*\n\s*/g, " ");
        throw new CatalogError("failed", `${command.join(" ")} failed: ${said || `exit code ${exitCode}`}`);
      }
    }
  }
}

function bytesOf({ text, encoding }: ServicePlan): Buffer {
  return Buffer.from(encoding === "utf16le" ? `\uFEFF${text}` : text, encoding);
}

/** What is installed, or null. */
async function contentOf(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
