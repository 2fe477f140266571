import type { CompletedCommand, CompletedOption, CompletedValue } from "./completion-model.ts";

/** For zsh: a function a command, each with the descriptions that `--help` has. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef musaic-catalog
# zsh completion for musaic-catalog: eval "$(musaic-catalog completion zsh)", after compinit
${commands.map(functionOf).join("\n")}
if [ "\${funcstack[1]}" = "_musaic-catalog" ]; then
  _musaic-catalog "$@"
else
  compdef _musaic-catalog musaic-catalog
fi
`;
}

function functionOf(command: CompletedCommand): string {
  const { path, options, children } = command;
  const specs = [...options.map(optionSpec), ...argumentSpecs(command)];
  const lines = specs.map((spec) => `    ${quoted(spec)}`).join(" \\\n");
  if (children.length === 0) return `${nameOf(path)}() {\n  _arguments -s -S \\\n${lines}\n}`;
  const described = children
    .map(({ name, description }) => `      ${quoted(`${name}:${escaped(description, /[\\:]/g)}`)}`)
    .join("\n");
  return `${nameOf(path)}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C -S \\
${lines}
  case $state in
    command)
      local -a commands=(
${described}
      )
      _describe command commands ;;
    rest)
      case $line[1] in
${children.map(({ name }) => `        ${name}) ${nameOf([...path, name])} ;;`).join("\n")}
      esac ;;
  esac
}`;
}

function argumentSpecs({ argument, children }: CompletedCommand): string[] {
  if (children.length > 0) return ["1: :->command", "*:: :->rest"];
  return argument === null ? [] : [`*:${messageAndAction(argument)}`];
}

/** `(-h --help)` before it: either is enough. */
function optionSpec({ names, description, value }: CompletedOption): string {
  const name = names.at(-1) ?? "";
  const says = `${name}[${escaped(description, /[\\[\]]/g)}]`;
  return value === null ? says : `${says}:${messageAndAction(value)}`;
}

function messageAndAction({ kind, words }: CompletedValue): string {
  switch (kind) {
    case "folder":
      return "folder:_files -/";
    case "file":
      return "file:_files";
    case "words":
      return `value:(${words.join(" ")})`;
    case "text":
      return "value: ";
    default:
      return kind satisfies never;
  }
}

function nameOf(path: readonly string[]): string {
  return ["_musaic-catalog", ...path].join("-");
}

function escaped(text: string, marks: RegExp): string {
  return text.replaceAll(marks, "\\$&");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
