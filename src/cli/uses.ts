import { Command } from "commander";
import type { Session } from "../catalog/session.ts";
import type { ReportFormat } from "../report/write-report.ts";
import {
  ENTRIES_ON_A_SCREEN,
  foldersOf,
  FORMATS,
  formatOf,
  limitOf,
  limitOption,
  reportOptions,
  type ReportFlags,
} from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

interface UsesFlags extends ReportFlags<ReportFormat> {
  readonly limit?: number;
  readonly broken?: true;
}

export function usesCommand(): Command {
  const [format, json, output] = reportOptions(FORMATS);
  return new Command("uses")
    .description("Which songs, projects, kits and instruments use a sample, or the samples of a folder.")
    .argument("[place]", "a sample or a folder (default: all that are used)")
    .option("--broken", "what is named and gone, by whom, and where the same is now")
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .addOption(limitOption("samples", ENTRIES_ON_A_SCREEN))
    .addHelpText("after", EXAMPLES)
    .action(async (place: string | undefined, { broken, ...flags }: UsesFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { withReportOutput } = await import("./report-output.ts");
        const { withKnownCatalog } = await import("./known-catalog.ts");
        const { writeUses } = await import("../report/write-uses.ts");
        const [path = null] = foldersOf(place === undefined ? [] : [place]);
        const wanted = formatOf(flags, FORMATS);
        const shown = limitOf(flags, wanted, ENTRIES_ON_A_SCREEN);
        const options = { path, broken: broken === true, format: wanted, ...shown };
        const write = (session: Session) =>
          withReportOutput(context, { output: flags.output, format: wanted }, (to) =>
            writeUses(session, options, to),
          );
        await withKnownCatalog(context, write, { folders: path === null ? [] : [path] });
        return 0;
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog uses ~/Samples/Kicks/kick.wav
  musaic-catalog uses ~/Samples/Kicks --json
  musaic-catalog uses --broken`;
