import { mkdir, rm, writeFile } from "node:fs/promises";
import { CatalogError } from "../../domain/catalog-error.ts";
import { runExternal, type RunExternal } from "./run-external.ts";
import { runSteps } from "./run-steps.ts";
import { mayFail, type ServiceFacts, type ServicePlan, type Step } from "./service-facts.ts";
import { contentOf, serviceBytes } from "./service-bytes.ts";
import { servicePlan } from "./service-plan.ts";

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
  for (const folder of plan.folders) await mkdir(folder, { recursive: true });
  await writeFile(plan.file, serviceBytes(plan));
  try {
    await runSteps(plan.install, run);
  } catch (error) {
    await rollBack(plan, before, run);
    if (!(error instanceof CatalogError)) throw error;
    const left = before === null ? "nothing was installed" : "the service is what it was before";
    const remedy = plan.remedyOf(error.message);
    const message = `${error.message}; ${left}${remedy === null ? "" : `: ${remedy}`}`;
    throw new CatalogError(error.code, message, { cause: error });
  }
  return { file: plan.file };
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
