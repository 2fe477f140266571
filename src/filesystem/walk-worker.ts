import { parentPort, workerData } from "node:worker_threads";
import { openWalkControl } from "./walk-control.ts";
import { walkFolders } from "./walk-folders.ts";
import type { WalkMessage, WalkRequest } from "./walk.ts";

/** The thread that `walk` starts: lists and stats, sends batches, stops when it is told to. */
const { request, control: shared } = workerData as { request: WalkRequest; control: SharedArrayBuffer };
const control = openWalkControl(shared);

function send(message: WalkMessage): void {
  const numbers = message.kind === "batch" ? [message.batch.entries.marks.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(message, numbers);
}

try {
  await walkFolders(request, {
    onStep: () => control.step(),
    onBatch: (batch) => {
      send({ kind: "batch", batch });
      return control.sent();
    },
  });
  send({ kind: "end" });
} catch (error) {
  send({ kind: "error", message: error instanceof Error ? error.message : String(error) });
}
