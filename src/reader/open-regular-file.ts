import { close, closeSync, constants, fstat, fstatSync, lstatSync, open, openSync, statSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { getSystemErrorMap, promisify } from "node:util";
import { problemOfErrno } from "../domain/problem.ts";
import type { FileProblem } from "../domain/reading.ts";
import { fileMarkOf } from "../domain/entry.ts";
import { isCloudOnly } from "./is-cloud-only.ts";

/** Windows has neither flag. */
const [NO_FOLLOW, NO_WAIT] = [constants.O_NOFOLLOW ?? 0, constants.O_NONBLOCK ?? 0];

export interface OpenFile {
  readonly kind: "open";
  readonly descriptor: number;
  /** `fstat` before the first byte is read. */
  readonly stats: BigIntStats;
}

/**
 * Opens a file for reading if it is a regular one whose bytes are here. What is no file is not even opened (opening a pipe
 * wakes its writer); should it take the file's place in that very moment, it is opened without waiting and never read.
 * Who gets a descriptor closes it.
 */
export function openRegularFile(path: string, followSymlinks: boolean): OpenFile | FileProblem {
  let descriptor: number | undefined;
  try {
    const before = followSymlinks ? statSync(path) : lstatSync(path);
    if (!before.isFile()) return notAFile(path);
    const noFollow = followSymlinks ? 0 : NO_FOLLOW;
    descriptor = openSync(path, constants.O_RDONLY | noFollow | NO_WAIT);
    const stats = fstatSync(descriptor, { bigint: true });
    const refused = refusalOf(path, stats);
    if (refused === null) return { kind: "open", descriptor, stats };
    closeSync(descriptor);
    return refused;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    return systemProblem(path, error, null);
  }
}

/** The same beside other work, for a drive whose every answer takes long. Never rejects. */
export async function openRegularFileBeside(
  path: string,
  followSymlinks: boolean,
): Promise<OpenFile | FileProblem> {
  let descriptor: number | undefined;
  try {
    const before = await (followSymlinks ? stat(path) : lstat(path));
    if (!before.isFile()) return notAFile(path);
    const noFollow = followSymlinks ? 0 : NO_FOLLOW;
    descriptor = await promisify(open)(path, constants.O_RDONLY | noFollow | NO_WAIT);
    const stats = await promisify(fstat)(descriptor, { bigint: true });
    const refused = refusalOf(path, stats);
    if (refused === null) return { kind: "open", descriptor, stats };
    closeSync(descriptor);
    return refused;
  } catch (error) {
    if (descriptor !== undefined) close(descriptor, () => undefined);
    return systemProblem(path, error, null);
  }
}

function refusalOf(path: string, stats: BigIntStats): FileProblem | null {
  if (!stats.isFile()) return notAFile(path);
  if (!isCloudOnly(stats, process.platform)) return null;
  const message = "its bytes are in a cloud, not on this disk";
  return { kind: "problem", path, code: "cloud-only", message, mark: fileMarkOf(stats) };
}

function notAFile(path: string): FileProblem {
  return { kind: "problem", path, code: "not-a-file", message: "it is no regular file", mark: null };
}

/** The problem that a failed system call means. Node's own message is not used: it holds the path. */
export function systemProblem(path: string, error: unknown, stats: BigIntStats | null): FileProblem {
  const { code, errno, syscall }: NodeJS.ErrnoException = error instanceof Error ? error : new Error();
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  const message = `${syscall ?? "reading"}: ${words ?? "failed"} (${code ?? "unknown error"})`;
  return { kind: "problem", path, code: problemOfErrno(code), message, mark: stats && fileMarkOf(stats) };
}
