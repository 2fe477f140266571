import { existsSync } from "node:fs";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ExitCode } from "../domain/exit-code.ts";
import { migrate } from "../catalog/schema.ts";
import { withSession } from "../catalog/session.ts";
import type { Config } from "../config/load-config.ts";
import {
  installService,
  printService,
  refuseWithoutManager,
  serviceStatus,
  uninstallService,
  type ServiceStatus,
} from "../daemon/service-files/installed-service.ts";
import { withDatabase } from "../scan/with-database.ts";
import type { CommandContext } from "./run-command.ts";
import { clusterFolderOf, serviceConfig, serviceFacts, unseenVariables } from "./service-facts.ts";

export async function runServiceCommand(
  verb: ServiceVerb,
  flags: ServiceFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { env } = process;
  const config = serviceConfig(context, env);
  if (verb === "install") return install(config, context);
  if (verb === "uninstall") return uninstall(config, context);
  const facts = await serviceFacts(config, { env, clusterFolder: await clusterFolderOf(config) });
  switch (verb) {
    case "status":
      await context.print(statusText(await serviceStatus(facts), flags));
      return 0;
    case "print":
      await context.print(printService(facts).text);
      context.say(`service install would write this to ${printService(facts).file}`);
      return 0;
    default:
      return verb satisfies never;
  }
}

/** Which file it is does not hang on the cluster. */
async function uninstall(
  config: Config & { readonly file: string },
  context: CommandContext,
): Promise<ExitCode> {
  const { file, removed } = await uninstallService(
    await serviceFacts(config, { env: process.env, clusterFolder: null }),
  );
  await context.print(removed ? `stopped, and removed ${file}\n` : `no service is installed (${file})\n`);
  return 0;
}

async function install(
  config: Config & { readonly file: string },
  context: CommandContext,
): Promise<ExitCode> {
  const { env } = process;
  // The service would end at once, with no folder to follow.
  if (!existsSync(config.file))
    throw new CatalogError(
      "usage",
      `no folder to follow: list your sample folders in catalog.libraries of ${config.file}, then musaic-catalog service install`,
    );
  for (const warning of warnings(config, env)) context.say(`warning: ${warning}`);
  // Before the catalog is made: where no service can be, nobody asked for one.
  const surroundings = await serviceFacts(config, { env, clusterFolder: null });
  await refuseWithoutManager(surroundings);
  const clusterFolder = await prepareCluster(config, context);
  const facts = { ...surroundings, clusterFolder };
  const { file } = await installService(facts);
  await context.print(`the service runs, and starts at every log-in: ${file}\n`);
  context.say(`it follows ${config.file}`);
  if (process.platform === "linux" && !facts.canCloseHome)
    context.say(
      "this system gives a user's service no read-only home; no audio file is written to without it, either",
    );
  if (process.platform === "linux")
    context.say(
      'it ends when you log out; "loginctl enable-linger" keeps it up, and starts it with the machine',
    );
  if (process.platform === "darwin")
    context.say("musaic-catalog doctor tells whether macOS lets it see your drives (Full Disk Access)");
  return 0;
}

/**
 * Makes the embedded cluster, or joins it, and brings the schema up to date: to the service the home is read-only but for
 * a cluster that is there already. Returns where it really lies. A server of somebody else may be down now.
 */
async function prepareCluster(config: Config, { signal, say }: CommandContext): Promise<string | null> {
  if (config.database.kind === "url") return null;
  return withDatabase(config.database, { signal, onNote: say }, async ({ address, folder }) => {
    say(`database: embedded, in ${folder}`);
    await withSession(address, migrate);
    return folder;
  });
}

function* warnings(config: Config & { readonly file: string }, env: NodeJS.ProcessEnv): Generator<string> {
  for (const name of unseenVariables(env))
    yield `${name} is set here, but the service won't see it: write what it says into ${config.file}`;
  if (config.catalog.libraries.length === 0)
    yield `no folder is listed as catalog.libraries in ${config.file}: there may be nothing to follow`;
  // npm removes this folder of its cache when it likes.
  if (import.meta.url.includes("/_npx/"))
    yield `this program was fetched by npx for the moment: install it with npm install -g, then service install again`;
}

function statusText(status: ServiceStatus, flags: ServiceFlags): string {
  if (flags.json === true) return `${JSON.stringify({ command: "service status", version: 1, ...status })}\n`;
  const lines = [`${STATES[status.state]}: ${status.file}`];
  if (status.state !== "not-installed" && !status.upToDate)
    lines.push(
      "the file is not what this program would write: musaic-catalog service install writes it anew",
    );
  if (status.log !== null && status.state !== "not-installed") lines.push(`its log: ${status.log}`);
  lines.push(...status.detail.split("\n").map((line) => (line === "" ? "" : `  ${line}`)));
  return lines
    .filter((line) => line !== "")
    .map((line) => `${line}\n`)
    .join("");
}

const STATES: Readonly<Record<ServiceStatus["state"], string>> = {
  "not-installed": `not installed (musaic-catalog service install)`,
  stopped: "installed, but not running",
  running: "running",
};

export interface ServiceFlags {
  readonly json?: true;
}

export type ServiceVerb = "install" | "uninstall" | "status" | "print";
