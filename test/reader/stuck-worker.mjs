// A reader thread whose reads of files named "stuck" never return, as on a drive that is away. Nothing at hand makes a
// read of a regular file block, so a pipe without a writer stands for it; a file named "kill" ends the process, and all others are gone.
import { openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { encodeOutcomes } from "../../build/reader/encoded-outcomes.js";
import { ReaderProgress } from "../../build/reader/reader-progress.js";

const progress = new ReaderProgress(workerData.progressMemory);

parentPort.on("message", ({ paths }) => {
  for (const [index, path] of paths.entries()) {
    progress.startFile(index);
    if (path === "kill") process.kill(process.pid, "SIGKILL");
    if (path.startsWith("stuck")) openSync(`${process.env["HOSTILE_FOLDER"]}/pipe`, "r");
  }
  progress.enter("idle");
  const message = "there is no such file";
  const outcomes = paths.map((path) => ({ kind: "problem", path, code: "vanished", message, mark: null }));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it goes to a thread, not to a window
  parentPort.postMessage(encodeOutcomes(outcomes));
});
