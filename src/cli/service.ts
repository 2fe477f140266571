import type { ServiceFlags, ServiceVerb } from "./run-service-command.ts";
import { Command } from "commander";
import { runCommand, type CommandContext } from "./run-command.ts";
import type { ExitCode } from "../domain/exit-code.ts";

/** `service`: the catalog kept true in the background, by the platform's own service manager. */
export function serviceCommand(): Command {
  const service = new Command("service")
    .description("The background service: a systemd user unit, a launchd agent, or a Windows task at log-on.")
    .showHelpAfterError("(musaic-catalog service --help shows what there is)");
  service.addCommand(verb("install", "start it now and at every log-in; one that is there is replaced"));
  service.addCommand(verb("uninstall", "stop it and remove its file; the catalog stays"));
  service.addCommand(
    verb("status", "whether it is installed, runs, and fits the program as it is now").option(
      "--json",
      "one JSON object on stdout",
    ),
  );
  service.addCommand(verb("print", "print the service file that install would write"));
  return service.addHelpText("after", EXAMPLES);
}

function verb(name: ServiceVerb, description: string): Command {
  return new Command(name)
    .description(description)
    .addHelpText("after", `\nExamples:\n  musaic-catalog service ${VERB_EXAMPLES[name]}`)
    .action((flags: ServiceFlags, command: Command) =>
      runCommand(command, async (context: CommandContext): Promise<ExitCode> => {
        const { runServiceCommand } = await import("./run-service-command.ts");
        return runServiceCommand(name, flags, context);
      }),
    );
}

const VERB_EXAMPLES: Readonly<Record<ServiceVerb, string>> = {
  install: "install\n  musaic-catalog --config ~/Studio/musaic.config.json service install",
  uninstall: "uninstall",
  status: "status --json",
  print: "print > musaic-catalog.service",
};

const EXAMPLES = `
Examples:
  musaic-catalog service install
  musaic-catalog service status`;
