import { ANSWER_TIMEOUT_MS } from "../answer-timeout.ts";

/** A look that takes longer may never come back. */
const SLOW_MS = 1_000;

/** What was asked of a drive, and did not come back by then. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** As a failed system call has it. */
  readonly code = "ETIMEDOUT";
}

/** How many looks hang now. Node waits for them at its exit, for ever: then the process kills itself (exit code 137). */
let hanging = 0;

/**
 * Asks the system about a user's path, and waits no longer than `ms`. Throws NoAnswerError; the question itself can't be taken
 * back, and keeps one of the system's threads until it is answered.
 */
export async function inTime<T>(ask: () => Promise<T>, ms: number = ANSWER_TIMEOUT_MS): Promise<T> {
  const asked = ask();
  // Ctrl-C may come before the time is over, and the process must be able to end then.
  const slow = setTimeout(() => noteHanging(asked), Math.min(ms, SLOW_MS));
  slow.unref();
  const isAnswered = (): void => clearTimeout(slow);
  asked.then(isAnswered, isAnswered);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError(`no answer for ${Math.round(ms / 1_000)} s`)), ms);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

function noteHanging(asked: Promise<unknown>): void {
  if (hanging === 0) process.on("exit", killThisProcess);
  hanging += 1;
  const isOver = (): void => {
    hanging -= 1;
    if (hanging === 0) process.off("exit", killThisProcess);
  };
  asked.then(isOver, isOver);
}

function killThisProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
