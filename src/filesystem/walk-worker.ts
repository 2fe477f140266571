import { parentPort } from "node:worker_threads";
import { openWalkControl } from "./walk-control.ts";
import { walkFolders } from "./walk-folders.ts";
import type { WalkErrand, WalkMessage } from "./walk-thread.ts";

/** The walking thread: lists and stats what it is asked to, sends batches, stops when it is told to, and waits for the next errand. */
parentPort?.on("message", ({ request, shared }: WalkErrand) => void runErrand(request, shared));

async function runErrand(request: WalkErrand["request"], shared: SharedArrayBuffer): Promise<void> {
  const control = openWalkControl(shared);
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
}

function send(message: WalkMessage): void {
  const numbers = message.kind === "batch" ? [message.batch.entries.marks.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(message, numbers);
}
