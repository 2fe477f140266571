import { CommanderError } from "commander";
import { buildProgram, exitCodeOfRefusal } from "./cli/program.ts";

// A pipe that was closed (`| head`) is met where it is written to; without a listener it would end us with a stack.
process.stdout.on("error", () => undefined);
// A terminal that was closed, too: what is said then is said to nobody.
process.stderr.on("error", () => undefined);

try {
  await buildProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = exitCodeOfRefusal(error);
}
// A thread that hangs in a read of a dead drive must not keep the process.
process.exit();
