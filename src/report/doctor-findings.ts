import type { DoctorFacts, UnprovenRule } from "../catalog/doctor.ts";
import type { RefusedWork } from "../catalog/try-work.ts";
import type { Finding } from "./finding.ts";
import { counted } from "./human.ts";

/** The server and the database. */
export function databaseFindings(
  facts: DoctorFacts,
  collation: { built: string; now: string } | null,
): Finding[] {
  const findings: Finding[] = [];
  if (facts.serverNumber < 130_000) {
    findings.push({
      code: "server-too-old",
      severity: "error",
      message: `the server is PostgreSQL ${facts.serverVersion}; 13 is the oldest that works`,
      remedy: "upgrade the server, or set dbConnectionString to embedded:<folder>",
    });
  }
  if (facts.encoding !== "UTF8") {
    findings.push({
      code: "database-not-utf8",
      severity: "error",
      message: `the database's encoding is ${facts.encoding}: names of other scripts can't be stored`,
      remedy: "createdb --encoding=UTF8 --template=template0 <new name>, and name it in dbConnectionString",
    });
  }
  if (!facts.hasPgcrypto) {
    findings.push({
      code: "pgcrypto-missing",
      severity: "note",
      message:
        "the extension pgcrypto is not there; the catalog works without, other programs of the workstation may not",
      remedy: "as a superuser: CREATE EXTENSION pgcrypto;",
    });
  }
  if (collation !== null) {
    findings.push({
      code: "collation-changed",
      severity: "warning",
      message: `the system's sorting rules changed (${collation.built} to ${collation.now}) after the indexes were built`,
      remedy: "REINDEX DATABASE <name>; then ALTER DATABASE <name> REFRESH COLLATION VERSION;",
    });
  }
  if (facts.fsync === "off") {
    findings.push({
      code: "fsync-off",
      severity: "warning",
      message: "the server runs with fsync = off: a power failure can destroy the catalog",
      remedy: "set fsync = on in postgresql.conf and reload the server",
    });
  }
  return findings;
}

const WORK: Record<RefusedWork["work"], Pick<Finding, "message" | "remedy">> = {
  "read-only": {
    message: "the database can only be read: no scan can store what it finds",
    remedy:
      "name the primary server in dbConnectionString, or set default_transaction_read_only = off for this role and database",
  },
  right: {
    message: "this user may not write what a scan writes",
    remedy:
      "as the owner of the tables: GRANT ALL ON ALL TABLES IN SCHEMA public, and ON ALL SEQUENCES, to that user",
  },
  temporary: {
    message: "this user may not make temporary tables, which every scan needs",
    remedy: "as the owner of the database: GRANT TEMPORARY ON DATABASE <name> TO <user>;",
  },
  second: {
    message: "a second connection is refused, which long statements need",
    remedy: "raise the role's CONNECTION LIMIT, or the server's max_connections, or close other programs",
  },
  other: {
    message: "the database refuses what a scan writes (a trigger or a rule of another program?)",
    remedy: "look at the server's log for what refused it",
  },
};

/** What of a scan's work the database refuses; each reason once. */
export function workFindings(refused: readonly RefusedWork[]): Finding[] {
  return [...new Set(refused.map(({ work }) => work))].map((work) => ({
    code: `work-${work}`,
    severity: "error",
    ...WORK[work],
  }));
}

/** Rows of an older program that break the schema's rules; a rule that none breaks holds, validated or not. */
export function ruleFindings(rules: readonly UnprovenRule[]): Finding[] {
  return rules
    .filter(({ broken }) => broken > 0)
    .map(({ tableName, rule, says, broken }) => ({
      code: "rule-broken",
      severity: "warning",
      message: `${tableName}: ${counted(broken, "row")} of an older program ${broken === 1 ? "breaks" : "break"} ${rule}: ${says.replace(" NOT VALID", "")}`,
      remedy: `correct or delete them, then ALTER TABLE ${tableName} VALIDATE CONSTRAINT ${rule};`,
    }));
}

interface CountedFinding extends Finding {
  readonly count: number;
}

/** What waits in the catalog for a person, or for a pass. */
export function catalogFindings(facts: DoctorFacts): Finding[] {
  const counts: CountedFinding[] = [
    {
      count: facts.missingInSongs,
      code: "songs-miss-assets",
      severity: "warning",
      message: `songs use ${counted(facts.missingInSongs, "asset")} that ${facts.missingInSongs === 1 ? "is" : "are"} missing`,
      remedy: "musaic-catalog missing, then musaic-catalog relink",
    },
    {
      count: facts.damaged,
      code: "content-damaged",
      severity: "error",
      message: `${counted(facts.damaged, "file")} changed without a trace in size or time`,
      remedy: "musaic-catalog problems; restore them from a healthy copy or a backup",
    },
    {
      count: facts.problems - facts.damaged,
      code: "problems",
      severity: "warning",
      message: `${counted(facts.problems - facts.damaged, "file")} could not be taken in`,
      remedy: "musaic-catalog problems",
    },
    {
      count: facts.stalePasses,
      code: "stale-passes",
      severity: "note",
      message: `${counted(facts.stalePasses, "pass").replace("passs", "passes")} ended without saying so`,
      remedy: "nothing to do: the next musaic-catalog scan goes on where it stopped",
    },
    {
      count: facts.waitingReadings,
      code: "readings-wait",
      severity: "note",
      message: `${counted(facts.waitingReadings, "file")} of an interrupted pass were read and wait`,
      remedy: "musaic-catalog scan uses them",
    },
    {
      count: facts.assetsOutsideLibraries,
      code: "assets-outside-libraries",
      severity: "note",
      message: `${counted(facts.assetsOutsideLibraries, "asset")} of another program were met by no pass yet`,
      remedy: "musaic-catalog scan <their folder>",
    },
    {
      count: facts.needFfmpeg,
      code: "needs-ffmpeg",
      severity: "note",
      message: `${counted(facts.needFfmpeg, "sound")} not analysed: needs ffmpeg`,
      remedy: "install ffmpeg so that it is on the PATH, then musaic-catalog analyze",
    },
  ];
  return counts
    .filter(({ count }) => count > 0)
    .map(({ code, severity, message, remedy }) => ({ code, severity, message, remedy }));
}
