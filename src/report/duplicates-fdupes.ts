import type { DuplicatesReport } from "./duplicates.ts";
import { ChunkedOutput, type Output } from "./output.ts";

/**
 * What `fdupes -r` prints: a path a line, exactly as it is, and an empty line after each group. Scripts delete all but
 * the first of a group: that is the copy to keep, and after it come only copies that may go. A name with a line break can't be said in this format (half of it would name another file): such files are
 * left out and counted in the result.
 */
export async function writeFdupes(report: DuplicatesReport, output: Output): Promise<number> {
  const chunks = new ChunkedOutput(output);
  let leftOut = 0;
  for await (const group of report.items) {
    const listed = group.files.filter(({ keep, removable }) => keep || removable);
    if (listed.length < 2) continue;
    const paths = listed.map(({ filePath }) => filePath).filter((path) => !/[\n\r]/.test(path));
    leftOut += listed.length - paths.length;
    if (paths.length > 1) await chunks.write(`${paths.join("\n")}\n\n`);
    else leftOut += paths.length;
  }
  await chunks.flush();
  return leftOut;
}
