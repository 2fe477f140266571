import path from "node:path";
import { runExternal, type RunExternal } from "./run-external.ts";
import { step, watchArguments, type ServiceFacts, type ServicePlan } from "./service-plan.ts";

const UNIT = "musaic-catalog.service";

/** Linux: a unit of the user's own systemd. */
export function systemdPlan(facts: ServiceFacts): ServicePlan {
  const settings = facts.xdgConfigHome ?? path.posix.join(facts.homedir, ".config");
  const folder = path.posix.join(settings, "systemd", "user");
  return {
    file: path.posix.join(folder, UNIT),
    folders: [folder],
    text: systemdUnit(facts),
    encoding: "utf8",
    // `restart` starts what is not running, and gives a running one the new paths.
    install: [systemctl("daemon-reload"), systemctl("enable", UNIT), systemctl("restart", UNIT)],
    reach: systemctl("daemon-reload"),
    uninstall: [systemctl("disable", "--now", UNIT)],
    afterRemoval: [systemctl("daemon-reload")],
    status: systemctl(
      "show",
      "--property=ActiveState,SubState,MainPID,ActiveEnterTimestamp,StatusText",
      UNIT,
    ),
    isRunning: (output) => /^ActiveState=(?:active|activating|reloading)$/m.test(output),
    log: null,
    remedyOf,
  };
}

/** The user's systemd is reached by a bus that log-ins make: `su`, containers and some SSH sessions have none. */
function remedyOf(refusal: string): string | null {
  if (/there is no program|not been booted with systemd/i.test(refusal))
    return "run musaic-catalog watch by other means";
  if (!/connect to .*bus|DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR/i.test(refusal)) return null;
  return 'log in at the machine itself, or "loginctl enable-linger" first, and install again; or run musaic-catalog watch';
}

/** The unit's text. */
export function systemdUnit(facts: ServiceFacts): string {
  const exec = [systemdProgram(facts.node), ...watchArguments(facts).map(systemdArgument)].join(" ");
  return `# Written by "musaic-catalog service install", which writes it anew: own settings belong into
# "systemctl --user edit ${UNIT}".

[Unit]
Description=MUSaiC sample catalog
# Drives and databases come back after any time.
StartLimitIntervalSec=0

[Service]
Type=notify
# Node.js has no datagram sockets: systemd-notify speaks for it, a child of the main process.
NotifyAccess=all
${environmentOf(facts)}ExecStart=${exec}
# Reads the config again.
ExecReload=/bin/kill -HUP $MAINPID
SyslogIdentifier=musaic-catalog
Restart=on-failure
RestartSec=10
# A wrong config does not mend itself.
RestartPreventExitStatus=2
# Sent at least every minute; the main thread never blocks for more than 100 ms.
WatchdogSec=120
# It finishes the batch in hand, and stops the database if it is the last to use it.
TimeoutStopSec=45
# The database's server may have been started by the service and be in use by others: only the main process is stopped.
KillMode=process
UMask=0077
NoNewPrivileges=yes
${closedHome(facts)}
[Install]
WantedBy=default.target
`;
}

/**
 * No audio file is ever written to, and systemd can see to it. In a user's unit that takes a namespace of users, which some systems
 * refuse (Ubuntu 24.04), where a unit that asks for it does not start at all: so it is tried before it is promised.
 */
function closedHome({ canCloseHome, clusterFolder }: ServiceFacts): string {
  if (!canCloseHome) return "# This system did not let a user's service have a read-only home.\n";
  const cluster = clusterFolder === null ? "" : `ReadWritePaths=${systemdWord(`-${clusterFolder}`)}\n`;
  return `# No audio file is ever written to. Not ProtectHome=, which closes /run/user as well, nor PrivateTmp=: in one of the two is the
# database's socket, for every program of the user. Without PrivateUsers= systemd 252 ignores ReadOnlyPaths= here.
PrivateUsers=yes
ReadOnlyPaths=%h
${cluster}`;
}

/** Whether a service of this user can have a read-only home here: asks for one that looks whether it may write. */
export async function tryClosedHome(homedir: string, run: RunExternal = runExternal): Promise<boolean> {
  // A transient unit has no specifiers: neither is "%h" the home, nor need its "%" be doubled.
  const home = `"${homedir.replaceAll(/["\\]/g, "\\$&")}"`;
  const settings = ["PrivateUsers=yes", `ReadOnlyPaths=${home}`].map((setting) => `--property=${setting}`);
  const asked = ["systemd-run", "--user", "--wait", "--collect", "--quiet", ...settings] as const;
  const { exitCode } = await run([...asked, "test", "!", "-w", homedir]);
  return exitCode === 0;
}

/** The folders that say which config is the user's own, and so where its catalog is: a unit does not see the shell's variables. */
function environmentOf({ xdgConfigHome, xdgDataHome }: ServiceFacts): string {
  return Object.entries({ XDG_CONFIG_HOME: xdgConfigHome, XDG_DATA_HOME: xdgDataHome })
    .map(([name, folder]) => (folder === null ? "" : `Environment=${systemdWord(`${name}=${folder}`)}\n`))
    .join("");
}

/** systemd takes no program with a quote or backslash in its path, however it is escaped; `env` does. */
function systemdProgram(node: string): string {
  return /["'\\]/.test(node) ? `/usr/bin/env ${systemdArgument(node)}` : systemdWord(node);
}

/**
 * A path as a quoted word of a unit file, where `%` begins a specifier and backslashes escape. Right for lists of paths and
 * for the program of a command line, in which systemd replaces no variables.
 */
export function systemdWord(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`;
}

/** An argument of a command line, where `$` begins a variable, too. */
export function systemdArgument(text: string): string {
  return systemdWord(text).replaceAll("$", "$$$$");
}

function systemctl(...args: string[]): ReturnType<typeof step> {
  return step("systemctl", "--user", ...args);
}
