import type { PassStatus } from "../domain/pass-status.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { nothingPassedBy } from "../domain/passed-by.ts";
import { noCounts, type PassResult } from "../scan/pass.ts";
import type { ScanResult } from "../scan/scan-folders.ts";
import { faultsText } from "./faults-text.ts";
import { passedByText, shownPassedBy } from "./passed-by-text.ts";
import { counted, humanCount, humanDuration, humanSize } from "./human.ts";
import { paint } from "./paint.ts";
import { visible } from "./visible.ts";

/** `scan --json`: the keys are a contract and only grow. */
export function scanJson(result: ScanResult, { isDryRun }: { isDryRun: boolean }): string {
  const { libraries, ...total } = result;
  const body = {
    command: "scan",
    version: 1,
    dryRun: isDryRun,
    ...total,
    passedBy: shownPassedBy(total.passedBy),
    libraries: libraries.map(({ unsettled: _, isWorthRetrying: __, passedBy, ...library }) => ({
      ...library,
      passedBy: shownPassedBy(passedBy),
    })),
  };
  return `${JSON.stringify(body)}\n`;
}

/** The same for a scan that failed as a whole: nothing is counted, and `error` says why. */
export function failureJson(error: unknown): string {
  const code = error instanceof CatalogError ? error.code : "failed";
  const message = error instanceof Error ? error.message : String(error);
  const body = {
    command: "scan",
    version: 1,
    status: "failed",
    ...noCounts(),
    elapsedMs: 0,
    passedBy: nothingPassedBy(),
    libraries: [],
    error: { code, message },
  };
  return `${JSON.stringify(body)}\n`;
}

/** What a person reads after a scan: a line or two a library. */
export function scanText(
  result: ScanResult,
  { isDryRun, color = false }: { isDryRun: boolean; color?: boolean },
): string {
  const lines = result.libraries.flatMap((library) => [...describe(library, { isDryRun, color })]);
  return lines.map((line) => `${line}\n`).join("");
}

const VERDICTS: Record<PassStatus, string> = {
  complete: "complete",
  "complete-with-problems": "complete, with problems",
  held: "held",
  offline: "offline",
  busy: "busy",
  interrupted: "interrupted",
  failed: "failed",
};

function* describe(library: PassResult, output: { isDryRun: boolean; color: boolean }): Generator<string> {
  const { isDryRun } = output;
  const name = visible(library.folders === null ? library.path : library.folders.join(", "));
  const isPartly = library.offline.length > 0;
  if ((library.status === "offline" && !isPartly) || library.status === "busy") {
    yield `${name}: ${paint(output, "yellow", VERDICTS[library.status])}: ${library.reason ?? "no reason given"}; nothing was changed`;
    return;
  }
  yield `${name}: ${isDryRun ? "dry run, nothing was written" : VERDICTS[library.status]}, ${counted(library.seen, "file")} in ${elapsed(library.elapsedMs)}`;
  const counts = (["added", "changed", "moved", "returned", "missing", "unchanged"] as const)
    .filter((key) => library[key] > 0)
    .map((key) => paint(output, key === "missing" ? "red" : "plain", `${humanCount(library[key])} ${key}`));
  const read =
    library.filesRead > 0
      ? `; read ${counted(library.filesRead, "file")}, ${humanSize(library.bytesRead)}`
      : "; nothing read";
  yield `  ${counts.length === 0 ? "nothing there" : counts.join(", ")}${read}`;
  for (const { path, files } of library.offline)
    yield `  ${paint(output, "yellow", "offline")}: ${counted(files, "file")} of ${visible(path)}: its drive is not mounted; nothing of it was changed`;
  if (library.status === "held" && library.reason !== null)
    yield `  ${paint(output, "red", "held")}: ${library.reason}`;
  if (library.status === "interrupted") yield "  what was read is kept: the next scan goes on from here";
  if (library.problems > 0) {
    const what =
      library.problems === 1 ? "1 file or folder" : `${humanCount(library.problems)} files or folders`;
    yield `  ${what} could not be taken in: musaic-catalog problems`;
  }
  const faults = faultsText(library);
  if (faults !== "") yield `  ${faults}: musaic-catalog problems`;
  const others = passedByText(library.passedBy);
  if (others !== "") yield `  passed by: ${others}`;
}

function elapsed(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : humanDuration(ms);
}
