import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

export const MAIN = join(import.meta.dirname, "../../dist/start.cjs");

/** Gives up a drive or a server after 10 s instead of 30. */
export const IMPATIENT = { MUSAIC_ANSWER_TIMEOUT_SECONDS: "10" };

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** dbConnectionString; left out: the embedded default. */
  readonly url?: string;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Runs as that user (only root may ask for it). */
  readonly uid?: number;
  onStart?(child: ChildProcess): void;
}

/** Runs the built program as a process of its own, with nothing of this one's environment but PATH. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd ?? "/",
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: options.cwd ?? "/nonexistent",
      ...(options.url === undefined ? {} : { MUSAIC_DB_CONNECTION_STRING: options.url }),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  options.onStart?.(child);
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve)),
  ]);
  return { code, stdout, stderr };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
