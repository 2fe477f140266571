import { Command } from "commander";
import { formatOf, parseKeep, reportOptions, type ReportFlags } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

interface RelinkFlags extends ReportFlags<"table" | "json"> {
  readonly project?: string;
  readonly keep?: string[];
  readonly yes?: true;
}

const FORMATS = ["table", "json"] as const;

export function relinkCommand(): Command {
  const [formatOption, jsonOption, outputOption] = reportOptions(FORMATS);
  return new Command("relink")
    .description(
      "Points the clips of missing samples to copies with the same content. Shows what it would do unless --yes.",
    )
    .option("--project <name>", "only the clips of this song")
    .option(
      "--keep <rules>",
      "which copy to take if there are several: rules as of duplicates --keep",
      parseKeep,
    )
    .option("--yes", "really do it")
    .addOption(formatOption)
    .addOption(jsonOption)
    .addOption(outputOption)
    .addHelpText("after", EXAMPLES)
    .action(async ({ json, format: named, output, ...options }: RelinkFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { withReportOutput } = await import("./report-output.ts");
        const { withKnownCatalog } = await import("./known-catalog.ts");
        const { writeRelink } = await import("../report/write-relink.ts");
        const given = { ...(json && { json }), ...(named && { format: named }), ...(output && { output }) };
        const format = formatOf(given, FORMATS);
        await withKnownCatalog(context, (session) =>
          withReportOutput(context, { output, format }, (to) =>
            writeRelink(session, { ...options, format }, to),
          ),
        );
        return 0;
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog relink
  musaic-catalog relink --project "Night Drive" --yes`;
