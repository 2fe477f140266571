import { execFileSync } from "node:child_process";

/** The pids of the reader processes that a process has started and that run; one that waits to be reaped is gone. */
export function readerProcesses(parent: number = process.pid): number[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, stat]) => Number(ppid) === parent && stat?.startsWith("Z") === false)
    .filter((columns) => columns.some((column) => column.endsWith("reader-process-main.js")))
    .map(([pid]) => Number(pid));
}
