import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import { lastUsefulLine, runProgram } from "./run-program.ts";

// Windows has no socket that asks the kernel who is calling (PostgreSQL's `peer`), so clients need a password there.

/** Lies in the cluster's folder. */
export const PASSWORD_FILE = "musaic-password";

/** Writes a random password of 192 bits where only this user may read it. */
export async function writePassword(path: string): Promise<void> {
  // An empty file first: the secret is never in a file that others may open.
  await writeFile(path, "", { mode: 0o600, flag: "wx" });
  const closed = await runProgram(
    "icacls",
    accessArguments(path, userAccount(process.env, process.platform)),
  );
  if (closed.code !== 0) {
    const reason = closed.errno ?? lastUsefulLine(closed.output);
    throw new CatalogError(
      "embedded-unavailable",
      `the password file can't be closed to other users: ${reason}`,
    );
  }
  await writeFile(path, randomBytes(24).toString("base64url"), { flag: "r+" });
}

/** Windows names a user with the domain, which is the machine's own name where there is none: a bare name may be another account's. */
export function userAccount(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { username } = userInfo();
  const domain = env["USERDOMAIN"];
  return platform === "win32" && domain ? `${domain}\\${username}` : username;
}

/** Takes away what the folder would hand down, and gives this user all. */
export function accessArguments(path: string, user: string): string[] {
  return [path, "/inheritance:r", "/grant:r", `${user}:F`];
}

export async function readPassword(cluster: string): Promise<string> {
  return (await readFile(join(cluster, PASSWORD_FILE), "utf8")).trim();
}

/** A port that nobody listened on just now. If another program takes it first, the server's start fails and is tried again with another. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
