import type { CompletedCommand } from "./completion-model.ts";

/** For Windows PowerShell 5.1 and PowerShell 7. Where it offers nothing, PowerShell completes paths by itself. */
export function powershellCompletion(commands: readonly CompletedCommand[]): string {
  const words = commands.map(
    ({ path, children, argument }) =>
      `    ${quoted(path.join(" "))} = @(${[...children.map(({ name }) => name), ...(argument?.words ?? [])].map(quoted).join(", ")})`,
  );
  const options = commands.map(
    (command) =>
      `    ${quoted(command.path.join(" "))} = @(${command.options.flatMap(({ names }) => names.map(quoted)).join(", ")})`,
  );
  const values = commands.flatMap(({ path, options: all }) =>
    all.flatMap(({ names, value }) =>
      value?.kind === "words"
        ? names.map(
            (name) => `    ${quoted(`${path.join(" ")}:${name}`)} = @(${value.words.map(quoted).join(", ")})`,
          )
        : [],
    ),
  );
  return `# PowerShell completion for musaic-catalog: musaic-catalog completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName musaic-catalog -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${words.join("\n")}
  }
  $options = @{
${options.join("\n")}
  }
  $values = @{
${values.join("\n")}
  }
  $path = ''
  $previous = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
    $previous = $element.ToString()
    $longer = "$path $previous".Trim()
    if ($words.ContainsKey($longer)) { $path = $longer }
  }
  $found = if ($values.ContainsKey("\${path}:$previous")) { $values["\${path}:$previous"] }
    elseif ($wordToComplete -like '-*') { $options[$path] }
    else { $words[$path] }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
