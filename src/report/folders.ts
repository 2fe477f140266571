import { readContainments, type Containment } from "../catalog/folder-containment.ts";
import type { Session } from "../catalog/session.ts";
import { line } from "./blocks.ts";
import { counted, humanCount, humanSize } from "./human.ts";
import type { Report } from "./json-output.ts";
import type { Output } from "./output.ts";
import { paint } from "./paint.ts";
import { shareOf, tellingFolders } from "./telling-folders.ts";
import { writeReport, type ReportFormat, type ReportShape } from "./write-report.ts";

/** Half of it: less is a coincidence of a few common samples. */
const LEAST_SHARE = 0.5;

export interface FoldersOptions {
  /** 0 to 1. */
  readonly leastShare?: number;
  readonly limit?: number;
}

/** A folder whose contents another folder holds, wholly or in part. */
export interface ContainedFolder extends Containment {
  /** sharedContents / contents, 0 to 1. */
  readonly share: number;
}

export interface FoldersReport extends Report<ContainedFolder> {
  readonly totals: { readonly folders: number };
}

/** Folders (packs) that are contained in other folders, by bytes. */
export async function readFolders(session: Session, options: FoldersOptions = {}): Promise<FoldersReport> {
  const scope = { leastShare: options.leastShare ?? LEAST_SHARE, limit: options.limit ?? null };
  const all = tellingFolders(await readContainments(session, scope.leastShare));
  const totals = { folders: all.length };
  return {
    head: { command: "duplicates", version: 1, generatedAt: new Date().toISOString(), scope, totals },
    listName: "folders",
    items: listed(all.slice(0, scope.limit ?? all.length)),
    tail: () => ({}),
    totals,
  };
}

async function* listed(folders: readonly Containment[]): AsyncGenerator<ContainedFolder> {
  for (const folder of folders) yield { ...folder, share: shareOf(folder) };
}

const SHAPE: ReportShape<ContainedFolder, FoldersReport> = {
  csv: {
    columns: ["folder", "container", "share", "contents", "sharedContents", "sharedBytes", "bytes"],
    *rows(one) {
      yield [
        one.folder,
        one.container,
        one.share,
        one.contents,
        one.sharedContents,
        one.sharedBytes,
        one.bytes,
      ];
    },
  },
  async table(report, output) {
    if (report.totals.folders === 0) await output.write("No folder is contained in another.\n");
    for await (const one of report.items) {
      const share = Math.floor(one.share * 1000) / 10; // 100 % is said of nothing less
      const amount = `${humanCount(one.sharedContents)} of ${counted(one.contents, "file")}, ${humanSize(one.sharedBytes)}`;
      const lines = [
        paint(output, "bold", line(output, 0, one.folder)),
        line(output, 2, `is ${share} % in ${one.container}`),
        line(output, 2, amount),
      ];
      await output.write(`${lines.join("\n")}\n\n`);
    }
  },
};

/** Writes `duplicates --folders`. */
export async function writeFolders(
  session: Session,
  options: FoldersOptions & { format: ReportFormat },
  output: Output,
): Promise<{ folders: number }> {
  const report = await readFolders(session, options);
  await writeReport(report, { format: options.format, shape: SHAPE }, output);
  return report.totals;
}
