/**
 * Loaded before everything else (`node --require`), in the main thread and in each worker: the k-th question about anything
 * at or below a folder fails. What and when is in memory that all threads share, set with `worker_threads.setEnvironmentData`.
 */
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const { getEnvironmentData } = require("node:worker_threads");

const ERRNOS = ["ENOENT", "EACCES", "EIO", "ESTALE"];
/** Cells of the shared memory. */
const [COUNT, FAIL_AT, ERRNO, ONWARDS] = [0, 1, 2, 3];

/** Throws if it is this call's turn. */
function ask(syscall, path) {
  const plan = getEnvironmentData("failing-fs");
  if (plan === undefined || typeof path !== "string") return;
  if (path !== plan.folder && !path.startsWith(`${plan.folder}/`)) return;
  const cells = new Int32Array(plan.memory);
  const turn = Atomics.add(cells, COUNT, 1) + 1;
  const failAt = Atomics.load(cells, FAIL_AT);
  const isTurn = Atomics.load(cells, ONWARDS) === 1 ? turn >= failAt : turn === failAt;
  if (failAt === 0 || !isTurn) return;
  const code = ERRNOS[Atomics.load(cells, ERRNO)];
  throw Object.assign(new Error(`${code}: made to fail, ${syscall} '${path}'`), { code, syscall, path });
}

/** Paths of open descriptors of this thread. */
const open = new Map();

for (const name of ["readdirSync", "lstatSync", "statSync", "openSync"]) {
  const real = fs[name];
  fs[name] = (path, ...rest) => {
    ask(name, path);
    const result = real(path, ...rest);
    if (name === "openSync") open.set(result, path);
    return result;
  };
}
for (const name of ["readSync", "fstatSync"]) {
  const real = fs[name];
  fs[name] = (descriptor, ...rest) => {
    ask(name, open.get(descriptor));
    return real(descriptor, ...rest);
  };
}
for (const name of ["readdir", "lstat", "stat", "realpath"]) {
  const real = fs.promises[name];
  fs.promises[name] = async (path, ...rest) => {
    ask(name, path);
    return real(path, ...rest);
  };
}
const realClose = fs.closeSync;
fs.closeSync = (descriptor) => {
  open.delete(descriptor);
  realClose(descriptor);
};
syncBuiltinESMExports();
