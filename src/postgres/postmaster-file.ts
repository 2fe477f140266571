import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../domain/error-code.ts";

/** What a running server says of itself in `postmaster.pid`, which PostgreSQL writes and removes. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** The socket's folder, on Windows the address; undefined while the server is still writing the file. */
  readonly host: string | undefined;
}

/** Undefined where no server runs, or none that has written its pid. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  try {
    return parsePostmaster(await readFile(join(cluster, "postmaster.pid"), "utf8"));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Lines: pid, data folder, start time, port, socket folder, address, shared memory, state. They are written bit by bit. */
export function parsePostmaster(text: string): Postmaster | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  const complete = lines.length > 6;
  const host = lines[4] || lines[5];
  return { pid, port: Number(lines[3] ?? 0), host: complete && host ? host : undefined };
}
