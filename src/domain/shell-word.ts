/**
 * A path as one word of a shell command that a person may paste: nothing in it is expanded. POSIX shells by single quotes;
 * Windows' shells by double ones, which no name there contains.
 */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `"${text}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
