import { Command } from "commander";
import type { ReportFormat } from "../report/write-report.ts";
import { byName, FORMATS, formatOf, limitOption, reportOptions, type ReportFlags } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

interface MissingFlags extends ReportFlags<ReportFormat> {
  readonly project?: string;
  readonly used?: true;
  readonly all?: true;
  readonly limit?: number;
}

export function missingCommand(): Command {
  const [format, json, output] = reportOptions(FORMATS);
  return new Command("missing")
    .description(
      "Samples that are missing or on a drive that is not there, the songs, projects and kits that use them, and where the same content is.",
    )
    .option("--project <name>", "only what this song uses: what must be plugged in to open it?")
    .option("--all", "every file, however many there are; else more than 20 are counted by folder")
    .option("--used", "only what some song, project or kit uses")
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .addOption(limitOption("files by name", null))
    .addHelpText("after", EXAMPLES)
    .action(async ({ project, used, ...flags }: MissingFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { withReportOutput } = await import("./report-output.ts");
        const { withKnownCatalog } = await import("./known-catalog.ts");
        const { lookAtLibraries } = await import("../report/library-sight.ts");
        const { lookInTime } = await import("../report/look-at-files.ts");
        const { thisProcess } = await import("../filesystem/process-identity.ts");
        const { writeMissing } = await import("../report/write-missing.ts");
        const options = {
          used: used === true,
          ...byName(flags),
          // A song's samples are what one wants to know by name.
          ...(project === undefined ? {} : { project, all: true }),
          format: formatOf(flags, FORMATS),
          look: lookInTime,
        };
        await withKnownCatalog(context, async (session) => {
          const sights = await lookAtLibraries(session, thisProcess().machineId);
          const where = { output: flags.output, format: options.format };
          return withReportOutput(context, where, (to) => writeMissing(session, { ...options, sights }, to));
        });
        return 0;
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog missing
  musaic-catalog missing --json`;
