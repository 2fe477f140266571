import { parentPort, workerData } from "node:worker_threads";
import { encodeOutcomes, type EncodedOutcomes } from "./encoded-outcomes.ts";
import { readBuffer } from "./hash-descriptor.ts";
import { type FileWork, readBatch } from "./read-batch.ts";
import { readFile } from "./read-file.ts";
import { ReaderProgress } from "./reader-progress.ts";
import type { FactsReader } from "./safe-facts.ts";

/** What a reader thread is asked: one message a batch, not a file. */
export interface BatchRequest {
  readonly paths: readonly string[];
  readonly hashOnly: boolean;
  readonly followSymlinks: boolean;
}

/** What it answers: one outcome a path in the same order, or null when it was cancelled. */
export type BatchReply = EncodedOutcomes | null;

/** What a reader thread is started with. */
export interface ReaderThreadData {
  readonly progressMemory: SharedArrayBuffer;
}

/** Makes this thread a reader of hashes and facts. */
export function serveBatches(readFacts: FactsReader): void {
  serveFiles((path, opened, settings) => readFile(path, opened, { ...settings, readFacts }));
}

/** Makes this thread a worker on files: it answers batches, one at a time, until it is ended. */
export function serveFiles<Done extends { readonly kind: string }>(work: FileWork<Done>): void {
  const port = parentPort;
  if (port === null) throw new Error("this runs on a worker thread only");
  const { progressMemory }: ReaderThreadData = workerData;
  const progress = new ReaderProgress(progressMemory);
  const buffer = readBuffer();
  const answer = async (request: BatchRequest): Promise<void> => {
    const outcomes = await readBatch(request.paths, { ...request, progress, buffer }, work);
    const reply: BatchReply = outcomes && encodeOutcomes(outcomes);
    progress.enter("idle");
    port.postMessage(reply);
    // Node keeps what it failed to load for as long as the thread lives; the next thread tries anew.
    if (outcomes?.some(isNotLoaded)) process.exit();
  };
  // A promise that a parser left behind must not end the thread in the middle of another file: the outcome of its own
  // file has been decided by what the parser returned.
  process.on("unhandledRejection", () => {});
  port.on("message", (request: BatchRequest) => {
    // What fails here is this program's fault: it ends the thread, as an exception does and a rejection would not.
    answer(request).catch((error: unknown) => setImmediate(() => raise(error)));
  });
}

function isNotLoaded(outcome: { readonly kind: string }): boolean {
  return outcome.kind === "problem" && "code" in outcome && outcome.code === "parser-not-loaded";
}

function raise(error: unknown): never {
  throw error;
}
