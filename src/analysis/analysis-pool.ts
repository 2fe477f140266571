import { ANSWER_TIMEOUT_MS } from "../answer-timeout.ts";
import { packageFile } from "../package-file.ts";
import type { ReaderPool } from "../reader/batch-pool.ts";
import { ProcessPool } from "../reader/process-pool.ts";
import type { Analysed } from "./analyse-file.ts";

export interface AnalysisPoolOptions {
  /** Files analysed at once. */
  readonly threads: number;
  readonly followSymlinks: boolean;
}

/** As the readers of a scan: threads in a process of its own, which a decoder may crash, hang or fill. */
export function openAnalysisPool({ threads, followSymlinks }: AnalysisPoolOptions): ReaderPool<Analysed> {
  const workerFile = packageFile("dist/analysis-worker.js");
  return new ProcessPool<Analysed>({ workerFile, threads, stallMs: ANSWER_TIMEOUT_MS, followSymlinks });
}
