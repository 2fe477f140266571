import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import { addressOfUrl, type DatabaseAddress } from "../../src/catalog/database-address.ts";
import { withSession } from "../../src/catalog/session.ts";

export interface TestDatabase {
  readonly url: string;
  readonly address: DatabaseAddress;
}

/** A database of its own for the length of `use`: a clone of the migrated template, or an empty one. */
export async function withDatabase<T>(
  use: (database: TestDatabase) => Promise<T>,
  options: { cluster?: string; empty?: boolean; encoding?: string } = {},
): Promise<T> {
  const cluster = inject("clusters").find(({ name }) => name === (options.cluster ?? "embedded"));
  if (cluster === undefined) throw new Error(`no cluster ${options.cluster ?? "embedded"}`);
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const admin = addressOfUrl(cluster.url);
  const template = options.empty === true ? "template0" : "musaic_template";
  const encoding = options.encoding === undefined ? "" : ` ENCODING '${options.encoding}'`;
  await withSession(admin, (session) =>
    session.sql(`CREATE DATABASE ${name} TEMPLATE ${template}${encoding}`),
  );
  const url = cluster.url.replace("/postgres?", `/${name}?`);
  try {
    return await use({ url, address: addressOfUrl(url) });
  } finally {
    await dropDatabase(admin, name);
  }
}

/**
 * A drop asks for a checkpoint, which may fail while other tests drop theirs at the same moment ("checkpoint request
 * failed"): it is asked again.
 */
async function dropDatabase(admin: DatabaseAddress, name: string): Promise<void> {
  for (let left = 4; ; left--) {
    try {
      await withSession(admin, (session) => session.sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(200);
    }
  }
}
