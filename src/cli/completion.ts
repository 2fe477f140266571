import { Argument, Command } from "commander";

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
type Shell = (typeof SHELLS)[number];

export function completionCommand(): Command {
  return new Command("completion")
    .description("The completion script of a shell: commands, options, their values, folders.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", EXAMPLES)
    .action(async (shell: Shell, _: object, command: Command) => {
      // Without a config: a shell that starts must not stumble over one that is wrong.
      const { completionScript } = await import("./completion/completion-script.ts");
      await new Promise((resolve) => process.stdout.write(completionScript(shell, rootOf(command)), resolve));
    });
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

const EXAMPLES = `
Examples:
  eval "$(musaic-catalog completion bash)"       in ~/.bashrc
  eval "$(musaic-catalog completion zsh)"        in ~/.zshrc, after compinit
  musaic-catalog completion fish | source        in ~/.config/fish/config.fish
  musaic-catalog completion powershell | Out-String | Invoke-Expression    in $PROFILE`;
