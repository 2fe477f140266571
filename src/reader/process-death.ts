import type { ProblemCode } from "../domain/problem.ts";

/** How a reader process ended that had batches in hand. */
export interface Death {
  readonly kind: "death";
  readonly code: ProblemCode;
  readonly message: string;
}

/** What the end of a process says of the file that it died of; `how` is its signal or exit code. */
export function deathOf(complaint: string, how: string): Death {
  const fatal = /FATAL ERROR: .*/.exec(complaint)?.[0];
  return fatal?.includes("out of memory") === true
    ? { kind: "death", code: "parser-out-of-memory", message: "the parser asked for too much memory at once" }
    : { kind: "death", code: "parser-crashed", message: `the parser ended its process (${fatal ?? how})` };
}

/** A process that ended before it could read: no file is to blame. */
export function startError(complaint: string, how: string): Error {
  // The line of an exception that nobody caught.
  const reason = /^\w*Error.*/m.exec(complaint)?.[0] ?? how;
  return new Error(`the reader process failed to start: ${reason}`);
}
