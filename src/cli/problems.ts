import type { ProblemsFlags } from "./run-problems.ts";
import { Command } from "commander";
import type { ReportFormat } from "../report/write-report.ts";
import { formatOptions } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

export function problemsCommand(): Command {
  const [format, json] = formatOptions(["table", "json", "ndjson", "csv"] satisfies ReportFormat[]);
  return new Command("problems")
    .description(
      "Files that could not be taken in, and files that are not audio or damaged: why, since when, and what to do.",
    )
    .option("--under <folder...>", "only below these folders")
    .option("--code <code...>", "only these kinds, such as no-permission")
    .option("--retry", "try them again now: a scan of their libraries")
    .addOption(format)
    .addOption(json)
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
