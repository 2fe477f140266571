// A reader thread whose parser does what the file's name says. All else is the code that users run.
import { appendFileSync, openSync, truncateSync, writeSync } from "node:fs";
import { serveBatches } from "../../build/reader/serve-batches.js";

const facts = { durationSeconds: 1, sampleRateHz: 44_100, channels: 1, metadata: {} };

/** Where a parser that needs a path finds one. */
const folder = process.env["HOSTILE_FOLDER"];

const acts = {
  loop() {
    for (;;);
  },
  async "loop-in-promises"() {
    for (;;) await Promise.resolve();
  },
  wait() {
    return new Promise(() => {});
  },
  recurse() {
    return acts.recurse() + 1;
  },
  throw() {
    throw new RangeError("\u0000 broken \ud800");
  },
  "drive-fails"() {
    throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", errno: -5, syscall: "read" });
  },
  async "not-loaded"() {
    return await import(`./${["no", "such", "parser"].join("-")}.mjs`);
  },
  async "half-written"() {
    // Named apart, or it looks like a package.
    const source = "data:text/javascript,export const";
    return await import(source);
  },
  "throw-a-string"() {
    throw "no error";
  },
  heap() {
    const kept = [];
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    for (;;) kept.push([...numbers]);
  },
  "crash-later"() {
    setTimeout(() => {
      throw new Error("from a timer");
    }, 10);
    return new Promise(() => {});
  },
  "reject-aside"() {
    void Promise.reject(new Error("nobody waits for this"));
    return facts;
  },
  exit() {
    process.exit(7);
  },
  // One array that must move as a whole to grow: V8 gives the process up, not the thread.
  "huge-array"() {
    const numbers = [];
    for (;;) numbers.push(numbers.length);
  },
  segfault() {
    process.kill(process.pid, "SIGSEGV");
  },
  kill() {
    process.kill(process.pid, "SIGKILL");
  },
  print() {
    writeSync(1, "to the descriptor");
    console.log("to the console");
    return facts;
  },
  // Node gives no thread that hangs in a system call back: a pipe that nobody writes to is such a call.
  block() {
    openSync(`${folder}/pipe`, "r");
  },
  circles(source) {
    for (;;) source.read(0, 65_536);
  },
  "read-nothing"(source) {
    for (;;) source.read(source.sizeBytes, 4);
  },
  "ask-for-all"(source) {
    return { ...facts, channels: source.read(0, source.sizeBytes).length };
  },
  grow(source, name) {
    appendFileSync(`${folder}/${name}`, "more");
    return facts;
  },
  shrink(source, name) {
    truncateSync(`${folder}/${name}`, source.sizeBytes - 10);
    return facts;
  },
};

serveBatches(async (source, name) => {
  const act = acts[name.split(".")[0]];
  return act === undefined ? facts : await act(source, name);
});
