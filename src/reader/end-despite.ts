import type { Worker } from "node:worker_threads";

/**
 * Lets the process end although a thread can't: Node waits for every thread at its exit, and for one that hangs in a read it
 * would wait for ever. So at the very end the process kills itself; its exit code is then that of the signal (137), as
 * nothing else ends a process in which a system call does not return. Should the read return, all is as before.
 */
export function endDespite(worker: Worker): void {
  worker.unref();
  process.on("exit", killThisProcess);
  worker.once("exit", () => process.off("exit", killThisProcess));
}

function killThisProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
