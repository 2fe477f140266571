/** Longer than pg_ctl waits for the server. */
const START_TIMEOUT_S = 35;

/**
 * The same command as a service of its own in the user's systemd, where this process is a service there; else null. A server
 * that other programs use outlives us: left behind in our unit, systemd complains of each of its processes at every start of
 * ours, and its world would be the one that our unit is shut into. It ends after us, by a fast shutdown.
 */
export function apartFromService(
  env: NodeJS.ProcessEnv,
  [program, ...args]: readonly [string, ...string[]],
  folder: string,
): readonly [string, ...string[]] | null {
  if (env["NOTIFY_SOCKET"] === undefined || process.getuid?.() === 0) return null;
  const settings = [
    "Type=forking",
    `PIDFile=${folder}/postmaster.pid`,
    `TimeoutStartSec=${START_TIMEOUT_S}`,
    "KillMode=mixed",
    "KillSignal=SIGINT",
    "Before=musaic-catalog.service",
  ];
  return [
    "systemd-run",
    "--user",
    "--quiet",
    "--collect",
    "--description=PostgreSQL of musaic-catalog",
    `--working-directory=${folder}`,
    "--setenv=LC_ALL=C",
    ...settings.map((setting) => `--property=${setting}`),
    program,
    // A command line given to systemd-run is taken as it is, but for "$".
    ...args.map((arg) => arg.replaceAll("$", "$$$$")),
  ];
}
