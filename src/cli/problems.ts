import type { ProblemsFlags } from "./run-problems.ts";
import { Command } from "commander";
import { ENTRIES_ON_A_SCREEN, FORMATS, limitOption, reportOptions } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

export function problemsCommand(): Command {
  const [format, json, output] = reportOptions(FORMATS);
  return new Command("problems")
    .description(
      "Files that could not be taken in, and files that are not audio or damaged: why, since when, and what to do.",
    )
    .option("--under <folder...>", "only below these folders")
    .option("--code <code...>", "only these kinds, such as no-permission")
    .option("--retry", "try them again now: a scan of their libraries")
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .addOption(limitOption("files", ENTRIES_ON_A_SCREEN))
    .addHelpText("after", EXAMPLES)
    .action(async (flags: ProblemsFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runProblems } = await import("./run-problems.ts");
        return runProblems(flags, context);
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog problems
  musaic-catalog problems --retry`;
