import { runExternal, type RunExternal } from "./run-external.ts";
import { contentOf, serviceBytes } from "./service-bytes.ts";
import type { ServiceFacts } from "./service-facts.ts";
import { servicePlan } from "./service-plan.ts";

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
}

export async function serviceStatus(
  facts: ServiceFacts,
  run: RunExternal = runExternal,
): Promise<ServiceStatus> {
  const plan = servicePlan(facts);
  const content = await contentOf(plan.file);
  if (content === null) return { file: plan.file, state: "not-installed", upToDate: false, detail: "" };
  const { output } = await run(plan.status.command);
  return {
    file: plan.file,
    state: plan.isRunning(output) ? "running" : "stopped",
    upToDate: content.equals(serviceBytes(plan)),
    detail: output.trim(),
  };
}
