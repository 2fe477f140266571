/** All that PowerShell takes for a single quote: typographic ones end a string as well as the plain one does. */
const QUOTES = /['\u2018\u2019\u201a\u201b]/gu;

/** A text as one argument of a PowerShell command: nothing in single quotes is expanded, and a doubled quote is one quote. */
export function powerShellWord(text: string): string {
  return `'${text.replaceAll(QUOTES, "$&$&")}'`;
}
