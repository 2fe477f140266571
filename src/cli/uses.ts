import { Command } from "commander";
import type { ReportFormat } from "../report/write-report.ts";
import { foldersOf, formatOf, formatOptions, type FormatFlags } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

interface UsesFlags extends FormatFlags<ReportFormat> {
  readonly broken?: true;
}

export function usesCommand(): Command {
  const [format, json] = formatOptions(["table", "json", "ndjson", "csv"] satisfies ReportFormat[]);
  return new Command("uses")
    .description("Which songs, projects, kits and instruments use a sample, or the samples of a folder.")
    .argument("[place]", "a sample or a folder (default: all that are used)")
    .option("--broken", "what is named and gone, by whom, and where the same is now")
    .addOption(format)
    .addOption(json)
    .addHelpText("after", EXAMPLES)
    .action(async (place: string | undefined, { broken, ...flags }: UsesFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { standardOutput, withCatalogSession } = await import("./report-output.ts");
        const { writeUses } = await import("../report/write-uses.ts");
        const [path = null] = foldersOf(place === undefined ? [] : [place]);
        const options = { path, broken: broken === true, format: formatOf(flags) };
        await withCatalogSession(context, (session) => writeUses(session, options, standardOutput(context)));
        return 0;
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog uses ~/Samples/Kicks/kick.wav
  musaic-catalog uses ~/Samples/Kicks --json
  musaic-catalog uses --broken`;
