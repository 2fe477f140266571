import { Command } from "commander";
import { parseKeep } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

interface RelinkFlags {
  readonly project?: string;
  readonly keep?: string[];
  readonly yes?: true;
  readonly json?: true;
}

export function relinkCommand(): Command {
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
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action(async ({ json, ...options }: RelinkFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { standardOutput } = await import("./report-output.ts");
        const { withKnownCatalog } = await import("./known-catalog.ts");
        const { writeRelink } = await import("../report/write-relink.ts");
        const format = json === true ? "json" : "table";
        await withKnownCatalog(context, (session) =>
          writeRelink(session, { ...options, format }, standardOutput(context)),
        );
        return 0;
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog relink
  musaic-catalog relink --project "Night Drive" --yes`;
