import { spawn } from "node:child_process";

/** Who a program runs as; left out, it runs as this process's own user. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

export interface RunOptions {
  readonly user?: ServerUser | undefined;
  readonly folder?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** `ignored` for a program that leaves a server behind: on Windows that server would hold our pipes open for ever. */
  readonly output?: "collected" | "ignored";
}

/** `code` is null where the program could not be started (see `errno`) or was killed. Output is the end of stdout and stderr together. */
export interface ProgramOutcome {
  readonly code: number | null;
  readonly errno?: string;
  readonly output: string;
}

/** initdb prints some 3 kB; what counts in a failure is the end. */
const KEPT_CHARS = 16_384;

/**
 * Runs a program to its end in a session of its own, so that Ctrl-C on our terminal does not reach it. It and its
 * children are killed when `signal` aborts or `timeoutMs` has passed. Never rejects.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProgramOutcome> {
  const { user, folder, signal, timeoutMs = 60_000, output = "collected" } = options;
  return new Promise((resolve) => {
    const pipe = output === "collected" ? "pipe" : "ignore";
    const child = spawn(program, args, {
      stdio: ["ignore", pipe, pipe],
      detached: true,
      windowsHide: true,
      env: serverEnvironment(process.env),
      // The folder we were started in may be closed to that user.
      ...(folder === undefined && process.platform === "win32" ? {} : { cwd: folder ?? "/" }),
      ...(user && { uid: user.uid, gid: user.gid }),
    });
    let text = "";
    const keep = (chunk: Buffer) => void (text = (text + chunk.toString("utf8")).slice(-KEPT_CHARS));
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    const stop = () => killGroup(child.pid);
    const timer = setTimeout(stop, timeoutMs);
    const end = (outcome: ProgramOutcome) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      resolve(outcome);
    };
    child.on("error", (error: NodeJS.ErrnoException) =>
      end({ code: null, errno: error.code ?? "UNKNOWN", output: text }),
    );
    child.on("close", (code) => end({ code, output: text }));
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
  });
}

/** SIGKILL: initdb takes time to tidy up on SIGTERM, and whoever started it removes its folder anyway. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

/** PG* would point initdb and pg_ctl elsewhere, foreign LD_* load other libraries, a foreign language hide the log's words from us. */
export function serverEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !/^(PG|LC_|LANG|LD_|DYLD_)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

/** initdb prints its progress before it, on the same line. */
const LOG_PREFIX = /^.*?\d{4}-\d\d-\d\d \S+ \S+ \[\d+\] /;
const NO_REASON =
  /^(LOG|HINT|DETAIL|CONTEXT|STATEMENT): |removing |Examine the log|^waiting for|stopped waiting|could not start server|child process exited/;

/** The line that says why: the last one that names an error, else the last that says anything. */
export function lastUsefulLine(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(LOG_PREFIX, ""))
    .filter((line) => line !== "" && !NO_REASON.test(line));
  return (
    lines.findLast((line) => /FATAL|PANIC|ERROR|error/.test(line)) ?? lines.at(-1) ?? "it gave no reason"
  );
}
