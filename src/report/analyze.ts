import type { AnalyseProblem, AnalyseResult } from "../scan/analyse/analyse-contents.ts";
import { counted, humanDuration, humanSize } from "./human.ts";
import { visible } from "./visible.ts";

/** What `analyze --json` prints. */
export interface AnalyzeReport {
  readonly command: "analyze";
  readonly version: 1;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly scope: { readonly under: readonly string[] };
  readonly status: "complete" | "interrupted";
  /** Contents, not files: equal ones are analysed once. */
  readonly totals: Omit<AnalyseResult, "isWhole"> & { readonly elapsedMs: number };
  /** The first 1,000. */
  readonly problems: readonly AnalyseProblem[];
}

/** So many are named to a person. */
const NAMED = 10;

export function analyzeText({ status, totals, problems }: AnalyzeReport): string {
  const { analysed, needsFfmpeg, undecodable, unread, bytes, elapsedMs } = totals;
  const failed = needsFfmpeg + undecodable + unread;
  if (analysed + failed === 0)
    return status === "complete" ? "everything is analysed already\n" : "interrupted\n";
  const lines = [
    `${counted(analysed, "sound")} analysed: ${humanSize(bytes)} in ${humanDuration(elapsedMs)}`,
    ...(status === "complete" ? [] : ["interrupted: the next analyze goes on from here"]),
    ...(needsFfmpeg > 0
      ? [
          `not analysed: ${counted(needsFfmpeg, "sound")} need${needsFfmpeg === 1 ? "s" : ""} ffmpeg on the PATH`,
        ]
      : []),
    ...(undecodable > 0
      ? [`not analysed: ${counted(undecodable, "sound")} can't be decoded (--retry tries them again)`]
      : []),
    ...(unread > 0
      ? [`not analysed: ${counted(unread, "file")} changed or could not be read (scan, then analyze again)`]
      : []),
    ...problems.slice(0, NAMED).map(({ filePath, message }) => `  ${visible(filePath)}: ${visible(message)}`),
    ...(failed > NAMED
      ? [`  … and ${failed - Math.min(NAMED, problems.length)} more (--json names them)`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}
