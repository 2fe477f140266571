import { CatalogError } from "../../domain/catalog-error.ts";
import { launchdPlan } from "./launchd-agent.ts";
import { refuseControlCharacters, type ServiceFacts, type ServicePlan } from "./service-facts.ts";
import { systemdPlan } from "./systemd-unit.ts";
import { windowsPlan } from "./windows-task.ts";

/** The service as this platform wants it. Throws `usage` where there is none, or a path that it can't hold. */
export function servicePlan(facts: ServiceFacts): ServicePlan {
  refuseControlCharacters(facts);
  if (facts.platform === "linux") return systemdPlan(facts);
  if (facts.platform === "darwin") return launchdPlan(facts);
  if (facts.platform === "win32") return windowsPlan(facts);
  throw new CatalogError(
    "usage",
    `no service can be installed on ${facts.platform}: let its own service manager run "musaic-catalog watch"`,
  );
}
