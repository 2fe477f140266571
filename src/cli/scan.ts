import { Command } from "commander";
import type { ScanFlags } from "./run-scan.ts";
import { runCommand } from "./run-command.ts";

export function scanCommand(): Command {
  return new Command("scan")
    .description(
      "One pass over each folder (default: the configured libraries): what is new, changed, moved or missing.",
    )
    .argument("[folder...]", "sample folders; a folder inside a library is a pass over that part of it")
    .option("--verify", "read every file again and report bit rot")
    .option(
      "--dry-run",
      "read no file and write nothing: say what a pass would find (a move shows as added + missing)",
    )
    .option("--accept-missing", "the files are really gone: mark them missing although there are very many")
    .option("--moved-from <folder>", "the library's old place: its drive is mounted elsewhere now")
    .option("--adopt", "take over a library that belongs to another machine")
    .option("--reparse", "read files again that an older version of this program read")
    .option(
      "--no-wait",
      "while another process decides over the library, end with exit code 6 instead of waiting",
    )
    .option("--json", "one JSON object on stdout")
    .option("--quiet", "only the result, and what goes wrong or needs you")
    .addHelpText("after", EXAMPLES)
    .action(async (folders: string[], flags: ScanFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runScan } = await import("./run-scan.ts");
        return runScan(folders, flags, context);
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog scan ~/Samples
  musaic-catalog scan ~/Samples/Drums --json
  musaic-catalog scan /mnt/new --moved-from /mnt/old`;
