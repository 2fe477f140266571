import { isServiceReport, type ServiceLibrary, type ServiceReport } from "../domain/service-report.ts";
import { wrapped } from "./fit.ts";
import { counted, humanCount, humanDuration } from "./human.ts";
import { type Output } from "./output.ts";
import { type ServiceStatus } from "./status-rows.ts";

/** What a service says of itself, for a person: whether it lives, then, if it does, what it has to do and what it sees. */
export function serviceLines(service: ServiceStatus, now: number, output: Output): string[] {
  const { machine, pid, startedAt, heartbeatAt, alive, report } = service;
  const name = `Service   ${machine} (process ${pid})`;
  const ago = (time: string): string => humanDuration(now - Date.parse(time));
  const told = isServiceReport(report) ? report : null;
  if (told?.state === "stopped") return wrapped(output, 0, `${name}: stopped ${ago(heartbeatAt)} ago`);
  if (!alive) return wrapped(output, 0, `${name}: no sign of life for ${ago(heartbeatAt)}`);
  const lines = wrapped(output, 0, `${name}: running for ${ago(startedAt)}`);
  if (told === null) return lines;
  return [...lines, ...factsOf(told, ago).flatMap((fact) => wrapped(output, INDENT, fact))];
}

/** Below "Service   ". */
const INDENT = 10;

function factsOf(report: ServiceReport, ago: (time: string) => string): string[] {
  const { watches, missed, database } = report;
  const last =
    missed.last === null
      ? ""
      : `, the last ${missed.last.count} in ${missed.last.folder} ${ago(missed.last.at)} ago`;
  const outages = database.outages === 0 ? "" : `, after ${counted(database.outages, "outage")}`;
  return [
    `Queue: ${queueText(report.queue)}`,
    ...(watches === null
      ? []
      : [
          `Watches: ${humanCount(watches.used)} used of ${humanCount(watches.allowed)} allowed (${watches.setting})`,
        ]),
    `Missed by the watcher, found by looking at everything: ${counted(missed.total, "change")}${last}`,
    `Database: reached for ${ago(database.since)}${outages}`,
  ];
}

function queueText({ state, dirtyFolders, wholePasses }: ServiceReport["queue"]): string {
  const running = RUNNING[state];
  const waiting = [
    ...(dirtyFolders > 0 ? [`${counted(dirtyFolders, "folder")} to look at`] : []),
    ...(wholePasses > 0 ? [`${counted(wholePasses, "library pass", "library passes")} to make`] : []),
  ];
  return [running, waiting.length === 0 ? "nothing waits" : waiting.join(", ")].join("; ");
}

const RUNNING: Readonly<Record<ServiceReport["queue"]["state"], string>> = {
  waiting: "nothing runs",
  folders: "a pass over folders runs",
  whole: "a pass over a library runs",
  "folders-inside-whole": "a pass over folders runs, within one over a library",
  closed: "ending",
};

/** What the services that live say of a library: how it is followed, and when all of it is looked at. */
export function followedText(path: string, services: readonly ServiceStatus[], now: number): string | null {
  for (const { alive, report } of services) {
    if (!alive || !isServiceReport(report) || report.state === "stopped") continue;
    const library = report.libraries.find((one) => one.path === path);
    if (library !== undefined) return textOf(library, now);
  }
  return null;
}

/** Folders that the services were told to follow and that are no library (yet), and what they say of them. */
export function strangers(
  paths: ReadonlySet<string>,
  services: readonly ServiceStatus[],
  now: number,
): (readonly [path: string, text: string])[] {
  return services
    .filter(({ alive }) => alive)
    .flatMap(({ report }) => (isServiceReport(report) && report.state === "running" ? report.libraries : []))
    .filter(({ path }) => !paths.has(path))
    .map((library) => [library.path, textOf(library, now)]);
}

function textOf(library: ServiceLibrary, now: number): string {
  const { state, reason, mode, watchedFolders, polledFolders, dirtyFolders } = library;
  if (state === "unfollowed") return `not followed by the service: ${reason ?? "no reason given"}`;
  if (state === "starting") return "the service looks at it for the first time";
  const how = {
    watched: `watched (${counted(watchedFolders, "folder")})`,
    "watched-and-polled": `watched (${counted(watchedFolders, "folder")}) and polled (${library.fileSystem ?? "an unknown file system"} does not tell of every change)`,
    "partly-polled": `watched (${counted(watchedFolders, "folder")}; ${humanCount(polledFolders)} over the limit are polled)`,
    polled: `polled (${library.fileSystem ?? "no events there"})`,
  };
  const waits = dirtyFolders === 0 ? [] : [`${counted(dirtyFolders, "folder")} to look at`];
  return [mode === null ? state : how[mode], ...waits, ...looks(library, now)].join(", ");
}

function looks({ lastReconcileAt, nextReconcileSeconds }: ServiceLibrary, now: number): string[] {
  const last =
    lastReconcileAt === null
      ? []
      : [`all of it looked at ${humanDuration(now - Date.parse(lastReconcileAt))} ago`];
  const next = nextReconcileSeconds === null ? [] : [`next in ${humanDuration(nextReconcileSeconds * 1000)}`];
  return [...last, ...next];
}
