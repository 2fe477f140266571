import type { UsingFile } from "../catalog/sample-uses.ts";
import type { Session } from "../catalog/session.ts";
import { withSnapshot } from "../catalog/snapshot.ts";
import { line } from "./blocks.ts";
import { counted } from "./human.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { readBroken, type BrokenReference, type BrokenReport } from "./broken-references.ts";
import { readUses, type UsedSample, type UsesReport } from "./uses.ts";
import { writeReport, type ReportFormat, type ReportShape } from "./write-report.ts";

/** JSON has 20. */
const MOST_SHOWN = 5;

const WORDS: Readonly<Record<UsingFile["how"], string>> = {
  names: "named by",
  "may name": "may be named by",
  unknown: "not known, can't be read through:",
};

function usingLines(uses: number, usedBy: readonly UsingFile[], output: Output): string[] {
  const shown = usedBy.slice(0, MOST_SHOWN);
  const lines = shown.map(({ path, how, backup }) =>
    line(output, 4, `${WORDS[how]} ${path}${backup ? " (a backup)" : ""}`),
  );
  const more = uses - shown.filter(({ how }) => how !== "unknown").length;
  return more > 0 ? [...lines, line(output, 4, `and ${counted(more, "more file")}`)] : lines;
}

const USES: ReportShape<UsedSample, UsesReport> = {
  csv: {
    columns: ["filePath", "assetId", "library", "clips", "projects", "uses", "usedBy", "usesKnown"],
    *rows({ filePath, assetId, library, clips, projects, uses, usedBy, usesKnown }) {
      const using = usedBy.map(({ path }) => path).join("; ");
      yield [filePath, assetId, library, clips, projects.join("; "), uses, using, usesKnown];
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    let samples = 0;
    for await (const sample of report.items) {
      samples += 1;
      const { filePath, clips, projects, uses, usedBy } = sample;
      const songs =
        clips === 0 ? [] : [line(output, 4, `${counted(clips, "clip")} in ${projects.join(", ")}`)];
      for (const text of [line(output, 0, filePath), ...songs, ...usingLines(uses, usedBy, output)])
        await chunks.write(`${text}\n`);
    }
    const sum = samples === 0 ? "Nothing uses it." : `\n${counted(samples, "sample")} used`;
    const said = samples === 0 && report.scope.path === null ? "No sample is used." : sum;
    await chunks.write(`${paint(output, "bold", said)} · ${sourcesOf(report)}\n`);
    await chunks.flush();
  },
};

const BROKEN: ReportShape<BrokenReference, BrokenReport> = {
  csv: {
    columns: ["path", "written", "sizeBytes", "uses", "usedBy", "copyAt"],
    *rows({ path, written, sizeBytes, uses, usedBy, copies }) {
      const using = usedBy.map((file) => file.path).join("; ");
      yield [path, written, sizeBytes, uses, using, copies[0]?.filePath ?? null];
    },
  },
  async table(report, output) {
    const chunks = new ChunkedOutput(output);
    let references = 0;
    for await (const { path, written, uses, usedBy, copies } of report.items) {
      references += 1;
      const lines = [line(output, 0, path ?? written), ...usingLines(uses, usedBy, output)];
      const [copy] = copies;
      if (copy !== undefined)
        lines.push(
          line(output, 4, `the same ${copy.same}: ${copy.filePath}${copy.offline ? " (offline)" : ""}`),
        );
      for (const text of lines) await chunks.write(`${text}\n`);
    }
    for (const { path, fault } of report.unreadable)
      await chunks.write(`${line(output, 0, `${path} can't be read through: ${fault}`)}\n`);
    const sum =
      references === 0
        ? "Nothing that is named is gone."
        : `\n${counted(references, "sample")} named and gone`;
    await chunks.write(`${paint(output, "bold", sum)} · ${sourcesOf(report)}\n`);
    await chunks.flush();
  },
};

/** What was read for it. */
function sourcesOf({ totals }: Pick<UsesReport, "totals">): string {
  const { projectFiles, archives, unreadable, references } = totals;
  if (projectFiles === 0) return "there is no file of another program that could name samples";
  const parts = [
    `${counted(projectFiles, "file")} of other programs with ${counted(references, "reference")}`,
  ];
  if (archives > 0) parts.push(`${archives} of them with their samples inside`);
  if (unreadable > 0) parts.push(`${unreadable} that can't be read through`);
  return parts.join(", ");
}

/** Writes the report `uses`. */
export function writeUses(
  session: Session,
  options: { path: string | null; broken: boolean; format: ReportFormat; limit?: number },
  output: Output,
): Promise<void> {
  const { path, format, limit } = options;
  return withSnapshot(session, async () => {
    if (options.broken)
      await writeReport(await readBroken(session, path), { format, shape: BROKEN, limit }, output);
    else await writeReport(await readUses(session, path), { format, shape: USES, limit }, output);
  });
}
