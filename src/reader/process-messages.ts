import type { BatchPoolOptions } from "./batch-pool.ts";
import type { EncodedOutcomes } from "./encoded-outcomes.ts";

/** What the reader process is started with, as JSON in its one argument. */
export interface ReaderProgram extends BatchPoolOptions {
  readonly workerFile: string;
}

/** What it is asked: one message a batch. */
export type ProcessRequest =
  | ReadRequest
  | { readonly kind: "cancel"; readonly id: number }
  | { readonly kind: "start" };

export interface ReadRequest {
  readonly kind: "read";
  readonly id: number;
  readonly paths: readonly string[];
  readonly hashOnly: boolean;
}

/** What it answers: `ready` once, then for each batch some `bytes` and one of the others. */
export type ProcessReply =
  | { readonly kind: "ready" }
  | { readonly kind: "bytes"; readonly id: number; readonly count: number }
  | { readonly kind: "done"; readonly id: number; readonly outcomes: EncodedOutcomes }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
