import { homedir } from "node:os";
import { withSession } from "../catalog/session.ts";
import { type Config } from "../config/load-config.ts";
import { CatalogError } from "../domain/catalog-error.ts";
import { type ExitCode } from "../domain/exit-code.ts";
import { hasFullDiskAccess } from "../filesystem/full-disk-access.ts";
import { thisProcess } from "../filesystem/process-identity.ts";
import { readWatchLimits } from "../filesystem/watch-limits.ts";
import { type DoctorReport, doctorWithoutDatabase, readDoctor, type Surroundings } from "../report/doctor.ts";
import { type Finding } from "../report/finding.ts";
import { fullDiskAccessFindings } from "../report/library-findings.ts";
import { writeDoctor } from "../report/write-doctor.ts";
import { otherCatalog } from "./other-catalog.ts";
import { formatOf, type ReportFlags } from "./report-flags.ts";
import { withReportOutput } from "./report-output.ts";
import { type CommandContext } from "./run-command.ts";

const FORMATS = ["table", "json"] as const;

/** Exit code 1 if something does not work. */
export async function runDoctor(flags: DoctorFlags, context: CommandContext): Promise<ExitCode> {
  const report = await examine(context, await surroundingsOf(context));
  const format = formatOf(flags, FORMATS);
  await withReportOutput(context, { output: flags.output, format }, (to) => writeDoctor(report, format, to));
  return report.totals.error > 0 ? 1 : 0;
}

/** A database that can't be had is a finding too. */
async function examine(context: CommandContext, surroundings: Surroundings): Promise<DoctorReport> {
  try {
    return await context.withDatabase(({ address }) =>
      withSession(address, (session) => readDoctor(session, surroundings)),
    );
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    return doctorWithoutDatabase(error, surroundings);
  }
}

async function surroundingsOf({ config, fileToEdit }: CommandContext): Promise<Surroundings> {
  const limits = await readWatchLimits();
  return {
    libraries: { folders: config.catalog.libraries, file: fileToEdit },
    machineId: thisProcess().machineId,
    watchLimit: limits?.maxWatches ?? null,
    findings: [
      ...(await configFindings(config, fileToEdit)),
      ...fullDiskAccessFindings(
        hasFullDiskAccess({ platform: process.platform, homedir: homedir() }),
        process.execPath,
      ),
    ],
  };
}

async function configFindings(config: Config, fileToEdit: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const other = await otherCatalog(config);
  if (other !== null)
    findings.push({
      code: "other-catalog",
      severity: "note",
      message: `this catalog lies beside ${config.file}; another one is in ${other.folder}`,
      remedy: `nothing to do if you want both; to use that one, set dbConnectionString to embedded:${other.folder} in ${fileToEdit}`,
    });
  if (config.catalog.libraries.length === 0)
    findings.push({
      code: "no-libraries",
      severity: "note",
      message: "the config names no library: the service has nothing to follow",
      remedy: `list your sample folders in catalog.libraries of ${fileToEdit}`,
    });
  return findings;
}

export type DoctorFlags = ReportFlags<"table" | "json">;
