import path from "node:path";

/** What the config depends on besides its file; given in, so that every platform is tested on any. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
}

/** Our folder among the user's settings, by the rules of the platform. */
export function userConfigFolder({ env, platform, homedir }: Surroundings): string {
  if (platform === "win32") {
    return path.win32.join(env["APPDATA"] || path.win32.join(homedir, "AppData", "Roaming"), FOLDER);
  }
  if (platform === "darwin") return path.posix.join(homedir, "Library", "Application Support", FOLDER);
  return path.posix.join(absoluteOr(env["XDG_CONFIG_HOME"], path.posix.join(homedir, ".config")), FOLDER);
}

/** Our folder among the user's data, by the rules of the platform. On Windows the one that does not roam: a cluster is big. */
export function userDataFolder({ env, platform, homedir }: Surroundings): string {
  if (platform === "win32") {
    return path.win32.join(env["LOCALAPPDATA"] || path.win32.join(homedir, "AppData", "Local"), FOLDER);
  }
  if (platform === "darwin") return path.posix.join(homedir, "Library", "Application Support", FOLDER);
  return path.posix.join(
    absoluteOr(env["XDG_DATA_HOME"], path.posix.join(homedir, ".local", "share")),
    FOLDER,
  );
}

/** Where our logs go on platforms whose service manager keeps none itself; on Linux the journal does. */
export function userLogFolder(surroundings: Surroundings): string {
  const { env, platform, homedir } = surroundings;
  if (platform === "win32") return path.win32.join(userDataFolder(surroundings), "logs");
  if (platform === "darwin") return path.posix.join(homedir, "Library", "Logs", FOLDER);
  return path.posix.join(
    absoluteOr(env["XDG_STATE_HOME"], path.posix.join(homedir, ".local", "state")),
    FOLDER,
  );
}

/** `~/Music` as people write it in a file, where no shell expands it. */
export function expandHome(given: string, { platform, homedir }: Surroundings): string {
  const isHome = platform === "win32" ? /^~(?=[/\\]|$)/ : /^~(?=\/|$)/;
  return given.replace(isHome, () => homedir);
}

const FOLDER = "musaic-catalog";

/** The XDG specification tells programs to ignore a relative path. */
function absoluteOr(given: string | undefined, fallback: string): string {
  return given !== undefined && path.posix.isAbsolute(given) ? given : fallback;
}
