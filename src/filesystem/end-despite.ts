import type { Worker } from "node:worker_threads";

/** How long an ended thread may take to be gone: milliseconds, unless it hangs in a system call. */
const END_GRACE_MS = 1_000;

/**
 * Ends a thread, and lets the process end although this one can't: Node waits for every thread at its exit, and for one
 * that hangs in a call to a drive that is away it would wait for ever. So at the very end the process kills itself; its
 * exit code is then that of the signal (137), as nothing else ends a process in which a system call does not return.
 * Should the call return, all is as before.
 */
export async function endDespite(worker: Worker): Promise<void> {
  worker.unref();
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), END_GRACE_MS);
  });
  const end = await Promise.race([worker.terminate(), grace]);
  clearTimeout(timer);
  if (end !== "late") return;
  process.on("exit", killThisProcess);
  worker.once("exit", () => process.off("exit", killThisProcess));
}

function killThisProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
