import type { ReaderPool } from "./batch-pool.ts";
import { ANSWER_TIMEOUT_MS } from "../answer-timeout.ts";
import { packageFile } from "../package-file.ts";
import { ProcessPool } from "./process-pool.ts";

export interface ReaderPoolOptions {
  /** Files read at once. */
  readonly threads: number;
  /** Without progress for so long, a file is given up: never a total time, as files may be of any size. Default ANSWER_TIMEOUT_MS. */
  readonly stallMs?: number;
  /** Whether a path may itself be a link, default no. */
  readonly followSymlinks?: boolean;
}

/**
 * Opens a pool; its process and threads start when they are first needed.
 *
 * Not piscina (looked at: 5.3): it ends a thread by aborting its task and never asks whether the thread has really gone;
 * and an aborted task is always a killed thread there, while ours leaves its file and lives on. What remains of a pool is
 * `BatchPool`, which runs in the process that `ProcessPool` starts.
 */
export function openReaderPool(options: ReaderPoolOptions): ReaderPool {
  const { threads, stallMs = ANSWER_TIMEOUT_MS, followSymlinks = false } = options;
  const workerFile = packageFile("dist/reader-worker.js");
  return new ProcessPool({ workerFile, threads, stallMs, followSymlinks });
}
