import type { Command } from "commander";
import { bashCompletion } from "./bash-completion.ts";
import { completionModel, type CompletedCommand } from "./completion-model.ts";
import { fishCompletion } from "./fish-completion.ts";
import { powershellCompletion } from "./powershell-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

const SCRIPTS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
} as const satisfies Record<string, (commands: readonly CompletedCommand[]) => string>;

/** What `completion <shell>` prints, from the same definitions as the help. */
export function completionScript(shell: keyof typeof SCRIPTS, program: Command): string {
  return SCRIPTS[shell](completionModel(program));
}
