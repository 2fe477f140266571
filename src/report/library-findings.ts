import { countFollowedFolders } from "../catalog/doctor.ts";
import { type Session } from "../catalog/session.ts";
import { isServiceReport } from "../domain/service-report.ts";
import { shellWord } from "../domain/shell-word.ts";
import { type Finding } from "./finding.ts";
import { humanCount, humanDuration } from "./human.ts";
import { type StatusReport } from "./status.ts";
import { type LibraryStatus, type ServiceStatus } from "./status-rows.ts";

/** A month without a whole pass: what the catalog says of the library is hearsay. */
const LONG_AGO_MS = 30 * 86_400_000;

/** A pass gives a sign of life every 4 s; one statement may keep it silent for longer. */
const LIVING_MS = 60_000;

/** Libraries that are out of sight, held or long unvisited, and services that fell silent. */
export function libraryFindings(status: StatusReport, machineId: string | null): Finding[] {
  const now = Date.now();
  const own = status.libraries.filter((library) => machineId === null || library.machineId === machineId);
  return [
    ...own.flatMap((library) => [...stateFindings(library), ...passFindings(library, now)]),
    ...status.services.flatMap((service) => serviceFindings(service, now)),
  ];
}

function stateFindings({ path, state, reason, offlineMounts }: LibraryStatus): Finding[] {
  const why = reason === null ? "" : ` (${reason})`;
  const mounts = offlineMounts.map((mount): Finding => ({
    code: "mount-offline",
    severity: "warning",
    message: `the drive at ${mount} is not mounted`,
    remedy: `mount it, then musaic-catalog scan ${shellWord(mount)}`,
  }));
  if (state === "offline") {
    return [
      {
        code: "library-offline",
        severity: "warning",
        message: `the library ${path} can't be seen${why}`,
        remedy: `connect or mount its drive, then musaic-catalog scan ${shellWord(path)}; if it moved: musaic-catalog scan <new folder> --moved-from ${shellWord(path)}`,
      },
    ];
  }
  if (state === "held") {
    mounts.unshift({
      code: "library-held",
      severity: "error",
      message: `most of the library ${path} was gone in its last pass, so nothing was marked missing${why}`,
      remedy: `mount its drive and scan again; if the files are really gone: musaic-catalog scan ${shellWord(path)} --accept-missing`,
    });
  }
  return mounts;
}

function passFindings({ path, state, lastPassAt, running }: LibraryStatus, now: number): Finding[] {
  if (state === "offline") return [];
  if (lastPassAt === null && running !== null && now - Date.parse(running.heartbeatAt) < LIVING_MS) {
    return [
      {
        code: "library-being-scanned",
        severity: "note",
        message: `${path} is being scanned for the first time (process ${running.pid}, for ${humanDuration(now - Date.parse(running.since))})`,
        remedy: "nothing to do: until then the catalog does not know all of it",
      },
    ];
  }
  const age = lastPassAt === null ? null : now - Date.parse(lastPassAt);
  if (age !== null && age < LONG_AGO_MS) return [];
  const last = age === null ? "never came to its end" : `was ${humanDuration(age)} ago`;
  return [
    {
      code: "library-unvisited",
      severity: "note",
      message: `the last whole pass over ${path} ${last}`,
      remedy: `musaic-catalog scan ${shellWord(path)}, or let musaic-catalog service install do it`,
    },
  ];
}

function serviceFindings(service: ServiceStatus, now: number): Finding[] {
  const { machine, pid, heartbeatAt, alive, report } = service;
  const silence = humanDuration(now - Date.parse(heartbeatAt));
  // Who ended it knows; that it ended well says nothing of a fault.
  if (isServiceReport(report) && report.state === "stopped") {
    return [
      {
        code: "service-stopped",
        severity: "note",
        message: `the service on ${machine} was stopped ${silence} ago: nothing follows the libraries there now`,
        remedy: "start it: musaic-catalog service install, or musaic-catalog watch",
      },
    ];
  }
  if (alive) return [];
  return [
    {
      code: "service-silent",
      severity: "warning",
      message: `the service on ${machine} (process ${pid}) has been silent for ${silence}`,
      remedy: "musaic-catalog service status, or start it: musaic-catalog watch",
    },
  ];
}

/** Whether the system lets the service watch all folders that it follows; `limit` null: there is none. */
export async function readWatchFindings(session: Session, limit: number | null): Promise<Finding[]> {
  if (limit === null) return [];
  const needed = await countFollowedFolders(session, { moreThan: limit });
  if (needed <= limit) return [];
  // Twice what is needed: editors and sync programs watch folders too.
  const enough = 2 ** Math.ceil(Math.log2(needed * 2));
  return [
    {
      code: "watch-limit",
      severity: "warning",
      message: `${humanCount(needed)} folders to watch, ${humanCount(limit)} allowed: the service polls instead`,
      remedy: `echo fs.inotify.max_user_watches=${enough} | sudo tee /etc/sysctl.d/60-musaic.conf && sudo sysctl --system`,
    },
  ];
}

/** What macOS may hide; `granted` null: not macOS, or it can't be told. `node`: the program that has to be let in. */
export function fullDiskAccessFindings(granted: boolean | null, node: string): Finding[] {
  if (granted !== false) return [];
  return [
    {
      code: "full-disk-access",
      severity: "note",
      message:
        "this program has no Full Disk Access: macOS may hide removable and network drives and the Desktop, Documents and Downloads folders from it",
      remedy: `System Settings → Privacy & Security → Full Disk Access: add ${node} for the service, and your terminal for commands; then start the service again`,
    },
  ];
}
