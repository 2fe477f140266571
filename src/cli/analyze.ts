import { Command } from "commander";
import { runCommand } from "./run-command.ts";
import type { AnalyzeFlags } from "./run-analyze.ts";

export function analyzeCommand(): Command {
  return new Command("analyze")
    .description(
      "Decodes what is not analysed yet: peaks for a picture, loudness, and which files sound the same. Once for each content.",
    )
    .argument("[folder...]", "only files below these folders (default: the whole catalog)")
    .option("--retry", "also what could not be decoded before")
    .option("--json", "one JSON object on stdout")
    .option("--quiet", "only the result, and what goes wrong or needs you")
    .addHelpText("after", EXAMPLES)
    .action(async (folders: string[], flags: AnalyzeFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runAnalyze } = await import("./run-analyze.ts");
        return runAnalyze(folders, flags, context);
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog analyze
  musaic-catalog analyze ~/Samples/Drums --json`;
