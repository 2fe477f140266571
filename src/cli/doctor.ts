import type { DoctorFlags } from "./run-doctor.ts";
import { Command } from "commander";
import { reportOptions } from "./report-flags.ts";
import { runCommand } from "./run-command.ts";

export function doctorCommand(): Command {
  const [format, json, output] = reportOptions(["table", "json"]);
  return new Command("doctor")
    .description(
      "Checks the database, the libraries and the surroundings, and says for each fault what mends it.",
    )
    .addOption(format)
    .addOption(json)
    .addOption(output)
    .addHelpText("after", EXAMPLES)
    .action(async (flags: DoctorFlags, command: Command) => {
      await runCommand(command, async (context) => {
        const { runDoctor } = await import("./run-doctor.ts");
        return runDoctor(flags, context);
      });
    });
}

const EXAMPLES = `
Examples:
  musaic-catalog doctor
  musaic-catalog doctor --json`;
