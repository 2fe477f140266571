import { Command } from "commander";
import type { ReportFormat } from "../report/write-report.ts";
import { formatOf, formatOptions, type FormatFlags } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

export function statusCommand(): Command {
  const [format, json] = formatOptions(["table", "json", "ndjson", "csv"] satisfies ReportFormat[]);
  return new Command("status")
    .description(
      "The libraries with what they hold and their last pass, the service, and the database in use.",
    )
    .addOption(format)
    .addOption(json)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: FormatFlags<ReportFormat>, command: Command) => {
      await runCommand(command, async (context) => {
        const { standardOutput, withCatalogSession } = await import("./report-output.ts");
        const { readWatchLimits } = await import("../filesystem/watch-limits.ts");
        const { lookAtLibraries } = await import("../report/library-sight.ts");
        const { thisProcess } = await import("../filesystem/process-identity.ts");
        const { writeStatus } = await import("../report/write-status.ts");
        const limits = await readWatchLimits();
        await withCatalogSession(context, async (session, { folder }) => {
          const sights = await lookAtLibraries(session, thisProcess().machineId);
          const options = {
            sights,
            format: formatOf(flags),
            configFile: context.fileToEdit === context.config.file ? context.config.file : null,
            embeddedFolder: folder,
            watches: { limit: limits?.maxWatches ?? null, used: null },
          };
          await writeStatus(session, options, standardOutput(context));
        });
        return 0;
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog status
  musaic-catalog status --json`;
