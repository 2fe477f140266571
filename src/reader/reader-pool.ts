import type { ReadOutcome } from "../domain/reading.ts";
import { packageFile } from "../package-file.ts";
import { ProcessPool } from "./process-pool.ts";

export interface ReadOptions {
  /** Leaves the parser out: the facts are null and the metadata is empty. For `--verify` of what is known already. */
  readonly hashOnly?: boolean;
  /** Told some times a second how many more bytes were hashed; less than 0 when a batch must be read again. */
  readonly onBytes?: (count: number) => void;
  /** Aborted, `read` rejects with its reason at once and the threads leave their file at the next MiB. */
  readonly signal?: AbortSignal;
}

/** Reads files on the worker threads of a process of its own: each once, its bytes hashed and parsed. */
export interface ReaderPool {
  /**
   * One outcome for each path, in the same order. Goes as one message to one thread: some hundred paths a call, and as
   * many calls at once as there are threads and one more, keep all threads busy.
   *
   * Never rejects for a file's sake: a parser that hangs, crashes or eats its memory costs that file, a thread or the
   * process, and the time to read what they had in hand once more. Rejects when aborted or closed, and when none can start.
   */
  read(paths: readonly string[], options: ReadOptions): Promise<readonly ReadOutcome[]>;
  /** Starts the process and its threads, which takes 0.2 s, so that the first batch need not wait for them. */
  start(): void;
  /** Ends the process and its threads; what is still being read rejects. A thread that hangs in a read is not waited for. */
  close(): Promise<void>;
}

export interface ReaderPoolOptions {
  /** Files read at once. */
  readonly threads: number;
  /** Without progress for so long, a file is given up: never a total time, as files may be of any size. Default 30 s. */
  readonly stallMs?: number;
  /** Whether a path may itself be a link, default no. */
  readonly followSymlinks?: boolean;
}

/** A drive that wakes up, or a network drive that comes back, needs up to 20 s. */
const STALL_MS = 30_000;

/**
 * Opens a pool; its process and threads start when they are first needed.
 *
 * Not piscina (looked at: 5.3): it ends a thread by aborting its task and never asks whether the thread has really gone;
 * and an aborted task is always a killed thread there, while ours leaves its file and lives on. What remains of a pool is
 * `BatchPool`, which runs in the process that `ProcessPool` starts.
 */
export function openReaderPool(options: ReaderPoolOptions): ReaderPool {
  const { threads, stallMs = STALL_MS, followSymlinks = false } = options;
  const workerFile = packageFile("dist/reader/reader-worker.js");
  return new ProcessPool({ workerFile, threads, stallMs, followSymlinks });
}
