import { execFile } from "node:child_process";

export interface ExternalResult {
  /** null: the program is not there, or was killed. */
  readonly exitCode: number | null;
  readonly output: string;
}

export type RunExternal = (command: readonly [program: string, ...args: string[]]) => Promise<ExternalResult>;

/** A service manager answers in seconds; waiting for a service to stop or be ready takes it a minute. */
const TIMEOUT_MS = 120_000;

/** Runs a program without a shell; what it printed on both streams, and how it ended, are the result. */
export const runExternal: RunExternal = ([program, ...args]) =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: TIMEOUT_MS, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) return resolve({ exitCode: 0, output: `${stdout}${stderr}` });
      if (typeof error.code === "number")
        return resolve({ exitCode: error.code, output: `${stdout}${stderr}` });
      const isMissing = "errno" in error && error.code === "ENOENT";
      const reason = isMissing ? `there is no program ${program} on this machine` : error.message;
      return resolve({ exitCode: null, output: `${stdout}${stderr}${reason}` });
    });
  });
