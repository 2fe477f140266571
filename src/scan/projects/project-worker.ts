import { lstatSync, statSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { readProjectFile } from "./read-project-file.ts";
import type { ProjectAnswer, ProjectErrand, ProjectThreadData } from "./project-thread.ts";

/** The thread: does one errand after the other. */
const steps = new Int32Array((workerData as ProjectThreadData).steps);
const step = (): void => void Atomics.add(steps, 0, 1);

parentPort?.on("message", (errand: ProjectErrand) => void answer(errand));

async function answer(errand: ProjectErrand): Promise<void> {
  if (errand.kind === "look") return send({ kind: "looks", isThere: errand.paths.map(isFile) });
  const readings = [];
  for (const file of errand.files)
    readings.push(await readProjectFile(file, { followSymlinks: errand.followSymlinks, onStep: step }));
  send({ kind: "readings", readings });
}

/** A link to a file is one: programs open it. What can't be looked at is none that could be relied on. */
function isFile(path: string): boolean {
  step();
  try {
    const seen = lstatSync(path, { throwIfNoEntry: false });
    return seen?.isSymbolicLink() === true ? statSync(path).isFile() : seen?.isFile() === true;
  } catch {
    return false;
  }
}

function send(message: ProjectAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it goes to a thread, not to a window
  parentPort?.postMessage(message);
}
