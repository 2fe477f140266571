import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databaseLocation, type ConnectionString } from "../../src/config/database-location.ts";
import { loadConfig, type Config } from "../../src/config/load-config.ts";
import { userLogFolder } from "../../src/config/user-folders.ts";
import { packageFile } from "../../src/package-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "musaic-config-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The database of a config in the folder `studio`, with the folder itself left out. */
function databaseOf(dbConnectionString: unknown, env: NodeJS.ProcessEnv = {}): Config["database"] {
  mkdirSync(path.join(folder, "studio"), { recursive: true });
  const file = path.join(folder, "studio/musaic.config.json");
  writeFileSync(file, JSON.stringify({ dbConnectionString }));
  const { database } = loadConfig({
    file,
    cwd: folder,
    env,
    platform: "linux",
    homedir: path.join(folder, "home"),
  });
  return database.kind === "url" ? database : { ...database, folder: path.relative(folder, database.folder) };
}

test.each([
  [undefined, "studio/data/pg"],
  [null, "studio/data/pg"],
  ["", "studio/data/pg"],
  ["  ", "studio/data/pg"],
  ["embedded:", "studio/data/pg"],
  ["embedded:data/pg", "studio/data/pg"],
  ["embedded:../cluster of ada/", "cluster of ada"],
  ["embedded:~/pg", "home/pg"],
])("%j is a cluster in %s", (given, expected) => {
  expect(databaseOf(given)).toEqual({ kind: "embedded", folder: expected });
});

test.each([
  "postgres://ada:secret@db.local:5432/musaic?sslmode=require",
  "postgresql://db/musaic",
  "postgres:///musaic?host=/run/postgresql",
  "postgres://%2Frun%2Fpostgresql/musaic",
  "postgres://ada:100%25@[::1]/musaic",
])("%s is taken as it is", (url) => {
  expect(databaseOf(url)).toEqual({ kind: "url", url });
});

test("MUSAIC_DB_CONNECTION_STRING wins over DATABASE_URL, and that over the file; relative to the current folder", () => {
  const ours = { MUSAIC_DB_CONNECTION_STRING: "embedded:mine" };
  const general = { DATABASE_URL: "postgres://db/general" };
  expect(databaseOf("postgres://db/file", { ...ours, ...general })).toEqual({
    kind: "embedded",
    folder: "mine",
  });
  expect(databaseOf("postgres://db/file", general)).toEqual({ kind: "url", url: "postgres://db/general" });
  expect(databaseOf("postgres://db/file", { MUSAIC_DB_CONNECTION_STRING: "", DATABASE_URL: " " })).toEqual({
    kind: "url",
    url: "postgres://db/file",
  });
});

/** The cluster of a user's config, however it is found, with the test's folder left out. */
function clusterOf(content: object, how: "found" | "named" | "linked" = "found"): unknown {
  const own = path.join(folder, "home/.config/musaic-catalog/musaic.config.json");
  mkdirSync(path.dirname(own), { recursive: true });
  const real = how === "linked" ? path.join(folder, "dotfiles.json") : own;
  writeFileSync(real, JSON.stringify(content));
  if (how === "linked") symlinkSync(real, own);
  const { file, database } = loadConfig({
    ...(how === "found" ? {} : { file: real }),
    cwd: folder,
    env: {},
    platform: "linux",
    homedir: path.join(folder, "home"),
  });
  expect(file).toBe(real);
  return database.kind === "url" ? database : path.relative(folder, database.folder);
}

describe("the user's own config", () => {
  test.each(["found", "named", "linked"] as const)(
    "has the catalog that was there before it was written (%s)",
    (how) => {
      expect(clusterOf({ catalog: { libraries: ["~/Music"] } }, how)).toBe(
        "home/.local/share/musaic-catalog/pg",
      );
    },
  );

  test.each([
    ["", "home/.local/share/musaic-catalog/pg"],
    ["embedded:", "home/.local/share/musaic-catalog/pg"],
    ["embedded:data/pg", "home/.config/musaic-catalog/data/pg"],
    ["embedded:~/pg", "home/pg"],
  ])("with %j has its cluster in %s", (dbConnectionString, expected) => {
    expect(clusterOf({ dbConnectionString })).toBe(expected);
  });
});

describe("a config inside our own package anchors nothing", () => {
  const around = { cwd: "/", env: {}, platform: "linux", homedir: "/home/ada" } as const;

  test("also when it is reached through a link", () => {
    const file = path.join(folder, "musaic.config.json");
    symlinkSync(packageFile("config/musaic.config.json"), file);
    expect(loadConfig({ ...around, file }).database).toEqual({
      kind: "embedded",
      folder: "/home/ada/.local/share/musaic-catalog/pg",
    });
  });

  test.each([
    ["", "/home/ada/.local/share/musaic-catalog/pg"],
    ["embedded:data/pg", "/home/ada/.local/share/musaic-catalog/pg"],
    ["embedded:other", "/home/ada/.local/share/musaic-catalog/other"],
    ["embedded:/srv/pg", "/srv/pg"],
  ])("there, %j is a cluster in %s", (value, expected) => {
    const given: ConnectionString = { value, source: "here", anchor: null };
    expect(databaseLocation(given, around)).toEqual({ kind: "embedded", folder: expected });
  });

  test.each([
    ["linux", { XDG_DATA_HOME: "/data" }, "/home/ada", "/data/musaic-catalog/pg"],
    ["linux", { XDG_DATA_HOME: "relative" }, "/home/ada", "/home/ada/.local/share/musaic-catalog/pg"],
    [
      "darwin",
      { XDG_DATA_HOME: "/data" },
      "/Users/ada",
      "/Users/ada/Library/Application Support/musaic-catalog/pg",
    ],
    ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\ada", "D:\\Local\\musaic-catalog\\pg"],
    ["win32", {}, "C:\\Users\\ada", "C:\\Users\\ada\\AppData\\Local\\musaic-catalog\\pg"],
  ] as const)("on %s with %j the cluster is below %s in %s", (platform, env, homedir, expected) => {
    const given: ConnectionString = { value: undefined, source: "here", anchor: null };
    const cwd = platform === "win32" ? "C:\\" : "/";
    expect(databaseLocation(given, { cwd, env, platform, homedir })).toEqual({
      kind: "embedded",
      folder: expected,
    });
  });
});

test("on Windows a folder is found from the config's own, by Windows' rules", () => {
  const around = { cwd: "C:\\", env: {}, platform: "win32", homedir: "C:\\Users\\ada" } as const;
  const at = (value: string): unknown =>
    databaseLocation({ value, source: "here", anchor: "C:\\Studio" }, around);
  expect([at(""), at("embedded:d:/pg"), at("embedded:~\\pg")]).toEqual([
    { kind: "embedded", folder: "C:\\Studio\\data\\pg" },
    { kind: "embedded", folder: "D:\\pg" },
    { kind: "embedded", folder: "C:\\Users\\ada\\pg" },
  ]);
});

test.each([
  ["mysql://ada:secret@db/m", ', not "mysql://…"'],
  ["ada:secret@db/m", ""],
  ["secret", ""],
  ["postgres:secret", ""],
  [5432, ", as a text"],
  [{ password: "secret" }, ", as a text"],
])("%j is refused without a word of what it says", (given, rest) => {
  expect(() => databaseOf(given)).toThrow(
    expect.objectContaining({
      code: "config-invalid",
      message: `${folder}/studio/musaic.config.json: dbConnectionString: expected "postgres://…", "postgresql://…" or "embedded:<folder>"${rest}`,
    }),
  );
});

test("a URL that can't be understood is refused with what to do about it", () => {
  expect(() => databaseOf("", { DATABASE_URL: "postgres://ada:sec#ret@db/m" })).toThrow(
    "DATABASE_URL: not a URL that can be understood; in user and password write @ as %40, / as %2F, : as %3A, # as %23, % as %25",
  );
});

test.each([
  ["linux", {}, "/home/ada", "/home/ada/.local/state/musaic-catalog"],
  ["linux", { XDG_STATE_HOME: "/state" }, "/home/ada", "/state/musaic-catalog"],
  ["darwin", {}, "/Users/ada", "/Users/ada/Library/Logs/musaic-catalog"],
  ["win32", {}, "C:\\Users\\ada", "C:\\Users\\ada\\AppData\\Local\\musaic-catalog\\logs"],
] as const)("on %s with %j the logs of the user of %s go to %s", (platform, env, homedir, expected) => {
  expect(userLogFolder({ cwd: homedir, env, platform, homedir })).toBe(expected);
});
