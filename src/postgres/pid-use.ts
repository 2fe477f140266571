import { readFile, readlink, stat } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../domain/error-code.ts";
import { readPostmaster } from "./postmaster-file.ts";
import { runProgram } from "./run-program.ts";

/**
 * Whose a pid in `postmaster.pid` is now. After a crash or a restart of the machine it may belong to any program, to the
 * server of another cluster, or to a zombie that nobody waits for (in containers); PostgreSQL would refuse to start
 * because of each.
 * - `ours`: this cluster's server
 * - `other`: surely something else
 * - `gone`: no process has it
 * - `unknown`: a process that we can't tell from this cluster's server
 */
export type PidUse = "ours" | "other" | "gone" | "unknown";

/** What can be known in less than a millisecond: on Linux everything, elsewhere only whether the pid is taken. */
export async function pidUse(pid: number, cluster: string): Promise<PidUse> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return "gone";
  }
  return process.platform === "linux" ? useByProc(pid, cluster) : "unknown";
}

/** The same by asking the system's own programs, which takes 30 ms on macOS and some 300 ms on Windows. */
export async function pidUseByPrograms(
  pid: number,
  cluster: string,
  platform: NodeJS.Platform,
): Promise<PidUse> {
  if (platform === "win32") return useInTaskList(pid, await outputOf("tasklist", taskListArguments(pid)));
  const name = (await outputOf("ps", ["-o", "comm=", "-p", String(pid)]))?.trim();
  if (name === undefined) return "unknown";
  if (name === "") return "gone";
  if (path.posix.basename(name) !== "postgres") return "other";
  const folder = /^n(.+)$/m.exec(
    (await outputOf("lsof", ["-a", "-p", String(pid), "-d", "cwd", "-Fn"])) ?? "",
  );
  return folder?.[1] === undefined
    ? "unknown"
    : useByFolder({ pid, shown: folder[1], through: folder[1] }, cluster);
}

export function taskListArguments(pid: number): string[] {
  return ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"];
}

/** Windows tells the program only. Its words for "none" hang on the language, its rows do not. */
export function useInTaskList(pid: number, output: string | undefined): PidUse {
  if (output === undefined) return "unknown";
  const rows = output.split(/\r?\n/).map((line) => line.split('","'));
  const row = rows.find(([, found]) => found === String(pid));
  if (row === undefined) return "gone";
  return row[0]?.toLowerCase() === '"postgres.exe' ? "unknown" : "other";
}

async function useByProc(pid: number, cluster: string): Promise<PidUse> {
  const proc = `/proc/${pid}`;
  let command: string;
  try {
    command = await readFile(`${proc}/cmdline`, "utf8");
  } catch {
    return "gone";
  }
  if (!/^[^\0]*postgres\0/.test(command)) return "other";
  try {
    return await useByFolder({ pid, shown: await readlink(`${proc}/cwd`), through: `${proc}/cwd` }, cluster);
  } catch {
    return "unknown";
  }
}

/**
 * A server works in its cluster's folder. Another one is told by three marks at once, because a start beside a living
 * server destroys a cluster: the folder's name, its inode, and a `postmaster.pid` there that names this very process.
 */
async function useByFolder(
  { pid, shown, through }: { pid: number; shown: string; through: string },
  cluster: string,
): Promise<PidUse> {
  try {
    if (shown === cluster) return "ours";
    const [its, ours] = [await stat(through, { bigint: true }), await stat(cluster, { bigint: true })];
    if (its.dev === ours.dev && its.ino === ours.ino) return "ours";
    return (await readPostmaster(through))?.pid === pid ? "other" : "unknown";
  } catch {
    return "unknown";
  }
}

/** Undefined where the program is not there or does not answer. */
async function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const { code, errno, output } = await runProgram(program, args, { timeoutMs: 10_000 });
  return errno !== undefined || code === null ? undefined : output;
}
