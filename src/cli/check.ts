import { Command } from "commander";
import { FORMATS, limitOption, reportOptions } from "./report-flags.ts";
import type { CheckFlags } from "./run-check.ts";
import { runCommand } from "./run-command.ts";

export function checkCommand(): Command {
  const [format, json, output] = reportOptions(FORMATS);
  return new Command("check")
    .description(
      "Which files of a folder you already own, and where. Writes nothing, not even to the catalog.",
    )
    .argument("<folder>", "a folder that is not catalogued, such as a pack before you take it in")
    .option("--all", "every file, however many there are; else more than 20 are counted by folder")
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .addOption(limitOption("files by name", null))
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string, flags: CheckFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runCheck } = await import("./run-check.ts");
        return runCheck(folder, flags, context);
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog check ~/Downloads/New-Pack
  musaic-catalog check ~/Downloads/New-Pack --json`;
