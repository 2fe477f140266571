import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Which machine and process this is; a lease names them, and others ask whether it still lives. */
export interface ThisProcess {
  readonly machineId: string;
  readonly machineName: string;
  readonly pid: number;
  readonly processMark: string;
  isAlive(pid: number, processMark: string): boolean | null;
}

export function thisProcess(platform: NodeJS.Platform = process.platform): ThisProcess {
  return {
    machineId: machineId(platform),
    machineName: hostname(),
    pid: process.pid,
    processMark: processMark(process.pid) ?? "",
    isAlive,
  };
}

/**
 * The machine's own id: systemd's /etc/machine-id, macOS's IOPlatformUUID, Windows' MachineGuid; the host name where
 * there is none (a container).
 */
function machineId(platform: NodeJS.Platform): string {
  try {
    if (platform === "darwin") {
      const said = execFileSync("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"], {
        encoding: "utf8",
        timeout: 5_000,
      });
      return /"IOPlatformUUID" = "([^"]+)"/.exec(said)?.[1] ?? hostname();
    }
    if (platform === "win32") {
      const key = "HKLM\\SOFTWARE\\Microsoft\\Cryptography";
      const said = execFileSync("reg", ["query", key, "/v", "MachineGuid"], {
        encoding: "utf8",
        timeout: 5_000,
        windowsHide: true,
      });
      return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(said)?.[1] ?? hostname();
    }
    return readFileSync("/etc/machine-id", "utf8").trim() || hostname();
  } catch {
    return hostname();
  }
}

/**
 * Tells a process from a later one with the same pid, on Linux: its PID namespace and its start time (proc(5), stat,
 * field 22). Null where the process is gone or /proc isn't there.
 */
function processMark(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${readlinkSync("/proc/self/ns/pid")} ${started}`;
  } catch {
    return null;
  }
}

/** Null: it can't be told, because that process lives in another container. */
function isAlive(pid: number, mark: string): boolean | null {
  const own = processMark(process.pid);
  if (own !== null && mark !== "") {
    if (own.split(" ")[0] !== mark.split(" ")[0]) return null;
    return processMark(pid) === mark;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is another user's.
    return typeof error === "object" && error !== null && "code" in error && error.code === "EPERM";
  }
}
