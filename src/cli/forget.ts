import type { ForgetFlags } from "./run-forget.ts";
import { Command } from "commander";
import { runCommand } from "./run-command.ts";

export function forgetCommand(): Command {
  return new Command("forget")
    .description(
      "Delete what the catalog holds of a folder, but for samples that songs use. No file is touched. Without --yes it only counts.",
    )
    .argument("<folder>", "a library, or a folder inside one; it need not exist any more")
    .option(
      "--only",
      "leave the libraries inside the folder alone: takes back a library that was made around them by mistake",
    )
    .option("--yes", "really do it")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action(async (folder: string, flags: ForgetFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runForget } = await import("./run-forget.ts");
        return runForget(folder, flags, context);
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog forget /media/old-drive
  musaic-catalog forget /media/old-drive --json
  musaic-catalog forget /media/old-drive --yes
  musaic-catalog forget /media/me --only --yes`;
