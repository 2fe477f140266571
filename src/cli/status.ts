import { Command } from "commander";
import type { ReportFormat } from "../report/write-report.ts";
import { FORMATS, formatOf, reportOptions, type ReportFlags } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

export function statusCommand(): Command {
  const [format, json, output] = reportOptions(FORMATS);
  return new Command("status")
    .description(
      "The libraries with what they hold and their last pass, the service, and the database in use.",
    )
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ReportFlags<ReportFormat>, command: Command) => {
      await runCommand(command, async (context) => {
        const { withCatalogSession, withReportOutput } = await import("./report-output.ts");
        const { readWatchLimits } = await import("../filesystem/watch-limits.ts");
        const { lookAtLibraries } = await import("../report/library-sight.ts");
        const { thisProcess } = await import("../filesystem/process-identity.ts");
        const { writeStatus } = await import("../report/write-status.ts");
        const limits = await readWatchLimits();
        await withCatalogSession(context, async (session, { folder }) => {
          const sights = await lookAtLibraries(session, thisProcess().machineId);
          const options = {
            sights,
            format: formatOf(flags, FORMATS),
            configFile: context.fileToEdit === context.config.file ? context.config.file : null,
            embeddedFolder: folder,
            watches: { limit: limits?.maxWatches ?? null, used: null },
          };
          const where = { output: flags.output, format: options.format };
          await withReportOutput(context, where, (to) => writeStatus(session, options, to));
        });
        return 0;
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog status
  musaic-catalog status --json`;
