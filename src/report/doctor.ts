import type { Severity, Finding } from "./finding.ts";
import {
  type DoctorFacts,
  readCollationChange,
  readDoctorFacts,
  readUnprovenRules,
  type UnprovenRule,
} from "../catalog/doctor.ts";
import { refuseStrangeSchema } from "../catalog/schema.ts";
import { tryWork } from "../catalog/try-work.ts";
import { type Session } from "../catalog/session.ts";
import { type CatalogError, type ErrorCode } from "../domain/catalog-error.ts";
import { type ConfiguredFolders, readConfiguredFindings } from "./configured-folders.ts";
import { catalogFindings, databaseFindings, ruleFindings, workFindings } from "./doctor-findings.ts";
import { libraryFindings, readWatchFindings } from "./library-findings.ts";
import { readStatus } from "./status.ts";

/** What only the caller can know; each part is left out where it was not looked at. */
export interface Surroundings {
  /** This machine's id, to tell its libraries from those of others. */
  readonly machineId?: string;
  /** What `catalog.libraries` names. */
  readonly libraries?: ConfiguredFolders;
  /** How many folders the system lets the service watch; null where there is no limit. */
  readonly watchLimit?: number | null;
  /** Findings of the caller: config, binaries, service. */
  readonly findings?: readonly Finding[];
}

export interface DoctorReport {
  readonly command: "doctor";
  readonly version: 1;
  readonly generatedAt: string;
  readonly database: {
    readonly shownAs: string;
    readonly serverVersion: string;
    readonly encoding: string;
    readonly locale: string;
  } | null;
  /** What was looked at: `server`, `schema`, `work`, `rules`, `catalog`, `libraries`, `watches`, `surroundings`. */
  readonly checked: readonly string[];
  readonly totals: Readonly<Record<Severity, number>>;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

const ORDER: readonly Severity[] = ["error", "warning", "note"];

/** Looks at the database and what it is told of the surroundings; changes nothing. Throws what the database throws. */
export async function readDoctor(session: Session, surroundings: Surroundings = {}): Promise<DoctorReport> {
  const { pending, applied } = await refuseStrangeSchema(session);
  const isMade = applied.length > 0;
  const refused = workFindings(await tryWork(session, { isMade: pending.length === 0 }));
  const given = [...refused, ...(surroundings.findings ?? [])];
  if (!isMade) {
    const finding: Finding = {
      code: "catalog-not-made",
      severity: "note",
      message: "the database holds no catalog yet",
      remedy: "nothing to do: the first musaic-catalog scan makes it",
    };
    return doctorReport(null, ["schema", "work", "surroundings"], [finding, ...given]);
  }
  if (pending.length > 0) {
    const files = pending.join(", ");
    const finding: Finding = {
      code: "schema-pending",
      severity: "error",
      message: `the database lacks ${files}`,
      remedy: "musaic-catalog db migrate",
    };
    return doctorReport(null, ["schema", "work", "surroundings"], [finding, ...given]);
  }
  const facts = await readDoctorFacts(session);
  const collation = await readCollationChange(session, facts.serverNumber);
  const rules: UnprovenRule[] = await readUnprovenRules(session);
  const status = await readStatus(session);
  const findings = [
    ...databaseFindings(facts, collation),
    ...ruleFindings(rules),
    ...catalogFindings(facts),
    ...(surroundings.libraries === undefined
      ? []
      : await readConfiguredFindings(session, surroundings.libraries)),
    ...libraryFindings(status, surroundings.machineId ?? null),
    ...(await readWatchFindings(session, surroundings.watchLimit ?? null)),
    ...given,
  ];
  const database = { ...shortFacts(facts), shownAs: session.address.shownAs };
  const checked = ["server", "schema", "work", "rules", "catalog", "libraries", "watches", "surroundings"];
  return doctorReport(database, checked, findings);
}

/** What helps where a message ends with what the server said, or with several sentences. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  "database-lost": "see that the server runs and stays reachable, then run musaic-catalog doctor again",
  "migration-failed": "look at the server's log, mend what it names, then run musaic-catalog db migrate",
  failed: "run musaic-catalog doctor again when no other program works on the database",
};

/** What can be said when the database could not be had: `error`'s message names the remedy after its last colon. */
export function doctorWithoutDatabase(error: CatalogError, surroundings: Surroundings = {}): DoctorReport {
  const own = REMEDIES[error.code];
  const colon = error.message.lastIndexOf(": ");
  const [message, remedy] =
    own !== undefined || colon < 0
      ? [error.message, own ?? "correct dbConnectionString"]
      : [error.message.slice(0, colon), error.message.slice(colon + 2)];
  const finding: Finding = { code: error.code, severity: "error", message, remedy };
  return doctorReport(null, ["server", "surroundings"], [finding, ...(surroundings.findings ?? [])]);
}

function shortFacts({ serverVersion, encoding, locale }: DoctorFacts) {
  return { serverVersion, encoding, locale };
}

function doctorReport(
  database: DoctorReport["database"],
  checked: readonly string[],
  findings: readonly Finding[],
): DoctorReport {
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  return {
    command: "doctor",
    version: 1,
    generatedAt: new Date().toISOString(),
    database,
    checked,
    totals: { error: count("error"), warning: count("warning"), note: count("note") },
    findings: ORDER.flatMap((severity) => findings.filter((one) => one.severity === severity)),
  };
}
