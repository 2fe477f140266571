import type { CompletedCommand, CompletedValue } from "./completion-model.ts";

/** For bash from 3.2 on, which macOS has: no associative arrays, and `compopt` only where there is one. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => `"${path.join(" ")}"`);
  return `# bash completion for musaic-catalog: eval "$(musaic-catalog completion bash)"
_musaic_catalog() {
  local IFS=$' \\t\\n' cur prev path="" word i
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  # bash takes --format=json apart.
  [[ $cur == "=" ]] && cur=""
  [[ $prev == "=" ]] && prev="\${COMP_WORDS[COMP_CWORD-2]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${path:+$path }\${COMP_WORDS[i]}"
    case "$word" in
      ${paths.join(" | ")}) path="$word" ;;
    esac
  done
  case "$path:$prev" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$path" in
${commands.map(commandCase).join("\n")}
  esac
}
_musaic_catalog_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}
_musaic_catalog_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}
complete -F _musaic_catalog musaic-catalog
`;
}

function valueCases({ path, options }: CompletedCommand): string[] {
  return options.flatMap(({ names, value }) => {
    if (value === null) return [];
    const patterns = names.map((name) => `"${path.join(" ")}:${name}"`).join(" | ");
    return [`    ${patterns}) ${ask(value)}; return ;;`];
  });
}

function commandCase({ path, options, argument, children }: CompletedCommand): string {
  const names = options.flatMap((option) => option.names).join(" ");
  const words = children.map(({ name }) => name).join(" ");
  const rest = argument === null ? `_musaic_catalog_words "${words}"` : ask(argument);
  return `    "${path.join(" ")}")
      if [[ $cur == -* ]]; then _musaic_catalog_words "${names}"; else ${rest}; fi ;;`;
}

function ask({ kind, words }: CompletedValue): string {
  switch (kind) {
    case "folder":
      return "_musaic_catalog_paths -d";
    case "file":
      return "_musaic_catalog_paths -f";
    case "words":
      return `_musaic_catalog_words "${words.join(" ")}"`;
    case "text":
      return ":";
    default:
      return kind satisfies never;
  }
}
