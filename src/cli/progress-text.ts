import { counted, humanCount, humanDuration, humanSize } from "../report/human.ts";
import type { PassProgress } from "../scan/pass.ts";

/** How long a stage has run, and what was done when it began: a wait for another scan before it counts for no rate. */
export interface Pace {
  readonly elapsedMs: number;
  readonly filesBefore: number;
}

/** What is said of a pass, what a person looks for first: a narrow terminal shows as many of these as fit. */
export function progressParts(progress: PassProgress, { elapsedMs, filesBefore }: Pace): string[] {
  const seconds = Math.max(0.001, elapsedMs / 1000);
  switch (progress.stage) {
    case "walk":
      return [
        `looking: ${counted(progress.files, "file")}`,
        `${humanCount(Math.round((progress.files - filesBefore) / seconds))}/s`,
      ];
    case "decide":
      return ["deciding what moved"];
    case "read": {
      const { files, totalFiles } = progress;
      // Files are counted when their batch is back, bytes as they are read: of the last batch all bytes are read before.
      if (progress.bytes > 0 && progress.bytes >= progress.totalBytes && files < totalFiles)
        return [
          `finishing the last ${counted(totalFiles - files, "file")}`,
          `${humanSize(progress.totalBytes)} read`,
        ];
      const rate = progress.bytes / seconds;
      const left = rate > 0 ? ((progress.totalBytes - progress.bytes) / rate) * 1000 : null;
      return [
        ...(left === null ? [] : [`${humanDuration(left)} left`]),
        `${humanCount(files)} of ${counted(totalFiles, "file")}`,
        `${humanSize(progress.bytes)} of ${humanSize(progress.totalBytes)}`,
        `${humanSize(rate)}/s`,
        ...(files > 0 ? [`${humanCount(Math.round(files / seconds))} files/s`] : []),
      ];
    }
    default:
      return progress satisfies never;
  }
}

/** As many of the parts, from the first on, as fit; half a part says nothing. */
export function fitParts(parts: readonly string[], columns: number): string {
  let text = "";
  for (const part of parts) {
    const longer = text === "" ? part : `${text}, ${part}`;
    if (longer.length > columns) break;
    text = longer;
  }
  return text;
}

/** Which of the counts belong together: they begin anew with each stage, and with each slice of a big library. */
export function stageKey(progress: PassProgress): string {
  return progress.stage === "read" ? `read ${progress.totalFiles} ${progress.totalBytes}` : progress.stage;
}
