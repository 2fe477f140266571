// Until it is ended: truncates, grows, deletes, replaces and swaps for a pipe, without a pause. Every file is always a beginning of
// the same content, so that who reads one can tell whether it was whole.
import { execFileSync } from "node:child_process";
import { appendFileSync, lstatSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { paths, content } = workerData;
const pipe = `${paths[0]}.pipe`;
const fresh = `${paths[0]}.new`;

const acts = [
  (path) => truncateSync(path, 300_000),
  (path) => {
    writeFileSync(path, content.subarray(0, 1_200_000));
    appendFileSync(path, content.subarray(1_200_000));
  },
  (path) => rmSync(path, { force: true }),
  (path) => {
    writeFileSync(fresh, content.subarray(0, 400_000));
    renameSync(fresh, path);
  },
  (path) => {
    execFileSync("mkfifo", [pipe]);
    renameSync(pipe, path);
  },
  (path) => {
    rmSync(path, { force: true });
    writeFileSync(path, content);
  },
];

for (let turn = 0; ; turn += 1) {
  // A pipe is replaced before anything is written: to open it would wait for a reader for ever.
  const path = paths[(turn * 7) % paths.length];
  const act = acts[Math.floor(Math.random() * acts.length)];
  if (lstatSync(path, { throwIfNoEntry: false })?.isFIFO()) rmSync(path);
  try {
    act(path);
  } catch {
    rmSync(path, { force: true });
  }
}
