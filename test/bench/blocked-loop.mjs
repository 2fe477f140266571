// Loaded into the service by `--import`: each second a line in MUSAIC_BENCH_BLOCKED with the longest time in ms for which its
// main thread answered nobody; SIGUSR2 ends that, and begins it anew: looking costs 2 % of a core. Time in which other processes had the processor does not count: proc_pid_schedstat(5).
import { appendFileSync, readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const LOOK_MS = 10;
const file = process.env["MUSAIC_BENCH_BLOCKED"];
function waited() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
}

if (isMainThread && file !== undefined) {
  let [last, lastWaited, longest] = [performance.now(), waited(), 0];
  const look = () => {
    const [now, nowWaited] = [performance.now(), waited()];
    longest = Math.max(longest, now - last - (nowWaited - lastWaited) - LOOK_MS);
    [last, lastWaited] = [now, nowWaited];
  };
  const tell = () => {
    appendFileSync(file, `${Math.round(longest)}\n`);
    longest = 0;
  };
  const begin = () => {
    [last, lastWaited] = [performance.now(), waited()];
    return [setInterval(look, LOOK_MS).unref(), setInterval(tell, 1_000).unref()];
  };
  let timers = begin();
  process.on("SIGUSR2", () => {
    timers.forEach(clearInterval);
    timers = timers.length > 0 ? [] : begin();
  });
}
