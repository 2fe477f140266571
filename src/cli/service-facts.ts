import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { catalogOverrides, DATABASE_VARIABLES } from "../config/environment.ts";
import { loadConfig, type Config } from "../config/load-config.ts";
import { userLogFolder } from "../config/user-folders.ts";
import type { ServiceFacts } from "../daemon/service-files/service-plan.ts";
import { tryClosedHome } from "../daemon/service-files/systemd-unit.ts";
import { packageFile } from "../package-file.ts";
import { clusterPlace } from "../postgres/cluster-place.ts";
import { userAccount } from "../postgres/windows-login.ts";

/**
 * The config as the service will see it: the same file, without this shell's variables. The package's own is never bound: the
 * next update moves it, and nobody can write into it; the user's own config stands for it, there yet or not.
 */
export function serviceConfig(
  { config: { file }, fileToEdit }: { readonly config: Config; readonly fileToEdit: string },
  env: NodeJS.ProcessEnv,
): Config & { readonly file: string } {
  if (file === null) throw new CatalogError("failed", "the package's own config is gone: install it again");
  const hidden = new Set<string>(unseenVariables(env));
  const seen = Object.fromEntries(Object.entries(env).filter(([name]) => !hidden.has(name)));
  return { ...loadConfig({ file, cwd: process.cwd(), env: seen, homedir: homedir() }), file: fileToEdit };
}

/** Variables of this shell that change the config, and that a service manager does not hand on. */
export function unseenVariables(env: NodeJS.ProcessEnv): string[] {
  const database = DATABASE_VARIABLES.filter((name) => env[name]?.trim());
  return [...database, ...catalogOverrides(env).map(({ variable }) => variable)];
}

/** `clusterFolder`: where the embedded cluster really lies, as `clusterFolderOf` or the open server says. */
export async function serviceFacts(
  config: { readonly file: string },
  { env, clusterFolder }: { env: NodeJS.ProcessEnv; clusterFolder: string | null },
): Promise<ServiceFacts> {
  const { platform } = process;
  const surroundings = { env, platform, homedir: homedir(), cwd: process.cwd() };
  return {
    platform,
    node: process.execPath,
    entry: packageFile("dist/start.cjs"),
    config: config.file,
    logFolder: userLogFolder(surroundings),
    clusterFolder,
    user: userAccount(env, platform),
    uid: process.getuid?.() ?? null,
    homedir: homedir(),
    xdgConfigHome: absoluteOrNull(env["XDG_CONFIG_HOME"]),
    xdgDataHome: absoluteOrNull(env["XDG_DATA_HOME"]),
    canCloseHome: platform === "linux" && (await tryClosedHome(homedir())),
  };
}

/** Makes nothing: a cluster whose folder's parent is not there yet has no other name than the config's. */
export async function clusterFolderOf({ database }: Config): Promise<string | null> {
  if (database.kind === "url") return null;
  if (!existsSync(path.dirname(database.folder))) return database.folder;
  return (await clusterPlace(database.folder)).folder;
}

/** The XDG specification tells programs to ignore a relative path. */
function absoluteOrNull(folder: string | undefined): string | null {
  return folder !== undefined && path.isAbsolute(folder) ? folder : null;
}
