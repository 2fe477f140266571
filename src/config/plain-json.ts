/** A string, a comment to the end of its line, or one between its marks. */
const STRING_OR_COMMENT = /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** A string, or the comma after an entry that is the last one. */
const STRING_OR_LAST_COMMA = /("(?:[^"\\\n]|\\.)*")|(?<=[^\s,{[:]\s*),(?=\s*[}\]])/g;

/**
 * JSON with comments and with commas after last entries, as editors write settings, as plain JSON of the same length: every
 * offset stays, so that a fault has the line and the column that the editor shows.
 */
export function plainJson(text: string): string {
  return text.replaceAll(STRING_OR_COMMENT, blank).replaceAll(STRING_OR_LAST_COMMA, blank);
}

function blank(found: string, string: string | undefined): string {
  return string ?? found.replaceAll(/[^\r\n]/g, " ");
}
