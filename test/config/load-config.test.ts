import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_EXTENSIONS, defaultReaders } from "../../src/config/catalog-defaults.ts";
import { loadConfig, redactUrl, type LoadOptions } from "../../src/config/load-config.ts";
import { packageFile } from "../../src/package-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "musaic config "));
});
afterEach(() => rmSync(folder, { recursive: true }));

function around(more: Partial<LoadOptions> = {}): LoadOptions {
  return { cwd: folder, env: {}, platform: "linux", homedir: path.join(folder, "home"), ...more };
}

function put(name: string, content: unknown): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

/** The one line that a refused config gets, with the test's folder left out; whatever is called secret stays secret. */
function refusal(options: Partial<LoadOptions> = {}): string {
  const error = thrownBy(() => loadConfig(around(options)));
  expect(inspect(error)).not.toContain("secret");
  expect(error).toMatchObject({ name: "CatalogError", code: "config-invalid" });
  return String(error).replace("CatalogError: ", "").replaceAll(`${folder}/`, "");
}

function thrownBy(work: () => unknown): unknown {
  try {
    return { accepted: work() };
  } catch (error) {
    return error;
  }
}

const DEFAULTS = {
  libraries: [],
  projects: [],
  include: [],
  exclude: [],
  extensions: DEFAULT_EXTENSIONS,
  followSymlinks: false,
  readers: defaultReaders(),
  settleMs: 2000,
  log: { level: "info", format: "json" },
};

describe("the file", () => {
  test("is the package's own where there is no other, and its database lies in the user's data folder", () => {
    expect(loadConfig(around())).toEqual({
      file: packageFile("config/musaic.config.json"),
      database: { kind: "embedded", folder: path.join(folder, "home/.local/share/musaic-catalog/pg") },
      catalog: DEFAULTS,
    });
  });

  test("is looked for in the order: --config, MUSAIC_CONFIG, the current folder, the user's config folder", () => {
    const user = put("home/.config/musaic-catalog/musaic.config.json", {});
    expect(loadConfig(around()).file).toBe(user);
    const xdg = put("xdg/musaic-catalog/musaic.config.json", {});
    const env = { XDG_CONFIG_HOME: path.join(folder, "xdg") };
    expect(loadConfig(around({ env })).file).toBe(xdg);
    const here = put("musaic.config.json", {});
    expect(loadConfig(around({ env })).file).toBe(here);
    const named = put("named.json", {});
    expect(loadConfig(around({ env: { MUSAIC_CONFIG: "named.json" } })).file).toBe(named);
    const given = put("given.json", {});
    expect(loadConfig(around({ file: "given.json", env: { MUSAIC_CONFIG: "named.json" } })).file).toBe(given);
  });

  test("is the user's own on macOS, too", () => {
    const file = put("home/Library/Application Support/musaic-catalog/musaic.config.json", {});
    expect(loadConfig(around({ platform: "darwin" })).file).toBe(file);
  });

  test("keeps the workstation's other keys to itself", () => {
    put("musaic.config.json", {
      cdpRoot: "/opt/cdp",
      outputDir: 3,
      ffmpegPath: null,
      dbConnectionString: "",
    });
    expect(loadConfig(around()).catalog).toEqual(DEFAULTS);
  });

  test("may begin with a byte order mark", () => {
    put("musaic.config.json", '\uFEFF{"catalog":{"readers":1}}');
    expect(loadConfig(around()).catalog).toEqual({ ...DEFAULTS, readers: 1 });
  });

  test("must be there if it is named", () => {
    expect(refusal({ file: "x.json" })).toBe("--config names x.json, but there is no such file");
    expect(refusal({ env: { MUSAIC_CONFIG: "x.json" } })).toBe(
      "MUSAIC_CONFIG names x.json, but there is no such file",
    );
  });

  test("must be a file", () => {
    mkdirSync(path.join(folder, "musaic.config.json"));
    expect(refusal()).toBe("musaic.config.json can't be read: it is a folder, not a file");
  });

  test("must be JSON, and the message says where it isn't but repeats nothing", () => {
    put("musaic.config.json", '{\n  "dbConnectionString": "postgres://ada:secret@db/m"\n  "catalog": {}\n}');
    expect(refusal()).toBe('musaic.config.json:3:3: not JSON: expected a comma or "}"');
  });

  test("must hold an object", () => {
    put("musaic.config.json", "[]");
    expect(refusal()).toBe("musaic.config.json: expected an object, { … }, around everything");
  });
});

describe("the key catalog", () => {
  test("is taken as it says, its folders from the file's own", () => {
    const file = put("studio/musaic.config.json", {
      catalog: {
        libraries: ["/music/samples/", "../loops", "~/Music", "/music/./samples"],
        projects: ["../songs"],
        include: ["Drums/**"],
        exclude: ["*.bak", "!*.tmp"],
        extensions: [".WAV", "flac"],
        followSymlinks: true,
        readers: 3,
        settleMs: 500,
        reconcileMinutes: 15,
        log: { level: "debug" },
      },
    });
    expect(loadConfig(around({ file })).catalog).toEqual({
      libraries: ["/music/samples", path.join(folder, "loops"), path.join(folder, "home/Music")],
      projects: [path.join(folder, "songs")],
      include: ["Drums/**"],
      exclude: ["*.bak", "!*.tmp"],
      extensions: ["wav", "flac"],
      followSymlinks: true,
      readers: 3,
      settleMs: 500,
      reconcileMinutes: 15,
      log: { level: "debug", format: "json" },
    });
  });

  test.each([
    [{ library: [] }, 'catalog.library: no such key; did you mean "libraries"?'],
    [{ follow_symlinks: true }, 'catalog.follow_symlinks: no such key; did you mean "followSymlinks"?'],
    [{ log: { levle: "info" } }, 'catalog.log.levle: no such key; did you mean "level"?'],
    [{ log: { file: "x" } }, "catalog.log.file: no such key, only level, format"],
    [
      { dbConnectionString: "postgres://ada:secret@db/m" },
      "catalog.dbConnectionString: this key stands at the top of the file, not under catalog",
    ],
    [{ libraries: "/music" }, "catalog.libraries: expected a list of folders"],
    [
      { libraries: ["/music", ""] },
      "catalog.libraries[1]: expected a folder, absolute or relative to this file",
    ],
    [{ libraries: ["  "] }, "catalog.libraries[0]: expected a folder, absolute or relative to this file"],
    [
      { libraries: ["/a\u0000"] },
      "catalog.libraries[0]: expected a folder, absolute or relative to this file",
    ],
    [{ exclude: [7] }, 'catalog.exclude[0]: expected a glob such as "Drums/**" or "*.bak"'],
    [{ extensions: ["*.wav"] }, 'catalog.extensions[0]: expected an extension such as "wav"'],
    [{ extensions: [] }, "catalog.extensions: expected a list of extensions, at least one"],
    [{ followSymlinks: "yes" }, "catalog.followSymlinks: expected true or false"],
    [{ readers: 0 }, "catalog.readers: expected a whole number from 1 to 64"],
    [{ readers: 2.5 }, "catalog.readers: expected a whole number from 1 to 64"],
    [{ readers: "four" }, "catalog.readers: expected a whole number from 1 to 64"],
    [{ readers: null }, "catalog.readers: expected a whole number from 1 to 64"],
    [{ settleMs: -1 }, "catalog.settleMs: expected a whole number from 0 to 600000"],
    [{ reconcileMinutes: 0 }, "catalog.reconcileMinutes: expected a number from 0.1 to 10080"],
    [{ log: "debug" }, "catalog.log: expected an object"],
    [
      { log: { level: "wran" } },
      'catalog.log.level: expected one of trace, debug, info, warn, error, fatal, silent; did you mean "warn"?',
    ],
    [{ log: { format: "xml" } }, "catalog.log.format: expected one of json, text"],
    [["/music"], "catalog: expected an object"],
    ["/music", "catalog: expected an object"],
    [
      { readers: 0, settleMs: 1.5 },
      "catalog.readers: expected a whole number from 1 to 64; catalog.settleMs: expected a whole number from 0 to 600000",
    ],
  ])("%j is refused", (catalog, expected) => {
    put("musaic.config.json", { catalog });
    expect(refusal()).toBe(`musaic.config.json: ${expected}`);
  });
});

describe("keys on the top level", () => {
  test.each([
    [{ libraries: ["/music"] }, 'no key "libraries" is known here; did you mean catalog.libraries?'],
    [{ Catalog: { libraries: [] } }, 'no key "Catalog" is known here; did you mean catalog?'],
    [{ catalogue: {} }, 'no key "catalogue" is known here; did you mean catalog?'],
    [
      { readers: 2, exclude: [] },
      'no key "readers" is known here; did you mean catalog.readers?; no key "exclude" is known here; did you mean catalog.exclude?',
    ],
    [
      { catalog: {}, libraries: ["/music"] },
      'no key "libraries" is known here; did you mean catalog.libraries?',
    ],
    [
      { DBConnectionString: "" },
      'no key "DBConnectionString" is known here; did you mean dbConnectionString?',
    ],
  ])("%j is refused", (content, expected) => {
    put("musaic.config.json", content);
    expect(refusal()).toBe(`musaic.config.json: ${expected}`);
  });

  test.each([
    { cdpRoot: "C:\\cdp", outputDir: "out", ffmpegPath: "ffmpeg", log: "app.log", settings: {} },
    {
      catalog: { libraries: [] },
      libraries: ["/plugins"],
      readers: 3,
      Catalog: {},
      DBConnectionString: 1,
      dbConnectionString: "",
    },
  ])("the workstation's own are left alone: %j", (content) => {
    put("musaic.config.json", content);
    expect(loadConfig(around()).catalog).toEqual(DEFAULTS);
  });
});

test("comments, and a comma after the last entry, are read as editors write them", () => {
  put(
    "musaic.config.json",
    `\uFEFF// mine
{
  "outputDir": "http://out/*,]*/", /* theirs */
  "catalog": {
    "libraries": ["/a b, ]",], // one
    "exclude": ["say \\"//\\","],
  },
}
`,
  );
  expect(loadConfig(around()).catalog).toEqual({
    ...DEFAULTS,
    libraries: ["/a b, ]"],
    exclude: ['say "//",'],
  });
});

test.each([
  ['{\n  // mine\n  "catalog": {,}\n}', '3:15: not JSON: expected a name in double quotes or "}"'],
  ['{\n  "catalog": {}\n  /* open\n}', '3:3: not JSON: expected a "*/" at the end of the comment'],
])("a fault beside comments has its line and column: %j", (text, expected) => {
  put("musaic.config.json", text);
  expect(refusal()).toBe(`musaic.config.json:${expected}`);
});

describe("the environment", () => {
  test("overrides every key of catalog, its folders from the current one", () => {
    const file = put("studio/musaic.config.json", {
      catalog: { libraries: ["loops"], log: { format: "text" } },
    });
    const env = {
      MUSAIC_CATALOG_LIBRARIES: '["samples", "/music, all"]',
      MUSAIC_CATALOG_PROJECTS: "songs",
      MUSAIC_CATALOG_INCLUDE: "Drums/**",
      MUSAIC_CATALOG_EXTENSIONS: '["wav"]',
      MUSAIC_CATALOG_FOLLOW_SYMLINKS: "true",
      MUSAIC_CATALOG_READERS: "2",
      MUSAIC_CATALOG_SETTLE_MS: "100",
      MUSAIC_CATALOG_RECONCILE_MINUTES: "1.5",
      MUSAIC_CATALOG_LOG_LEVEL: "warn",
      MUSAIC_CATALOG_EXCLUDE: "",
    };
    expect(loadConfig(around({ file, env })).catalog).toEqual({
      ...DEFAULTS,
      libraries: [path.join(folder, "samples"), "/music, all"],
      projects: [path.join(folder, "songs")],
      include: ["Drums/**"],
      extensions: ["wav"],
      followSymlinks: true,
      readers: 2,
      settleMs: 100,
      reconcileMinutes: 1.5,
      log: { level: "warn", format: "text" },
    });
  });

  test("is named when it is what's wrong", () => {
    const env = { MUSAIC_CATALOG_READERS: "many", MUSAIC_CATALOG_EXTENSIONS: "wav,flac" };
    const file = put("musaic.config.json", {});
    expect(refusal({ env, file })).toBe(
      'MUSAIC_CATALOG_EXTENSIONS[0]: expected an extension such as "wav"; MUSAIC_CATALOG_READERS: expected a whole number from 1 to 64',
    );
  });

  test("is told apart from the file where both are wrong", () => {
    put("musaic.config.json", { catalog: { settleMs: -1 } });
    expect(refusal({ env: { MUSAIC_CATALOG_READERS: "two" } })).toBe(
      "musaic.config.json: catalog.settleMs: expected a whole number from 0 to 600000; MUSAIC_CATALOG_READERS: expected a whole number from 1 to 64",
    );
  });

  test("is refused where it is a time to wait that is none", () => {
    expect(refusal({ env: { MUSAIC_ANSWER_TIMEOUT_SECONDS: "soon" } })).toBe(
      "MUSAIC_ANSWER_TIMEOUT_SECONDS: seconds from 1 to 3600 are expected",
    );
  });

  test("is refused where it names no setting", () => {
    expect(refusal({ env: { MUSAIC_CATALOG_READER: "2" } })).toBe(
      "the variable MUSAIC_CATALOG_READER is set, but there is no such setting; did you mean MUSAIC_CATALOG_READERS?",
    );
    expect(refusal({ env: { MUSAIC_CATALOG_COLOUR: "" } })).toMatch(
      /^the variable MUSAIC_CATALOG_COLOUR is set, but there is no such setting, only MUSAIC_CATALOG_LIBRARIES, /,
    );
  });

  test("does not hide what is wrong in the file", () => {
    put("musaic.config.json", { catalog: { log: "debug" } });
    const env = { MUSAIC_CATALOG_LOG_LEVEL: "warn" };
    expect(refusal({ env })).toBe("musaic.config.json: catalog.log: expected an object");
  });
});

test.each([
  ["postgres://ada:secret@db:5432/m?sslmode=require", "postgres://ada:***@db:5432/m?sslmode=require"],
  ["postgresql://ada:p@ss/w?rd#1@db/m", "postgresql://ada:***@db/m"],
  ["postgres://ada@db/m", "postgres://ada@db/m"],
  ["postgres://db:5432/m", "postgres://db:5432/m"],
  [
    "postgres://db/m?user=ada&password=secret&sslpassword=x",
    "postgres://db/m?user=ada&password=***&sslpassword=***",
  ],
  ["host=db password='a \\'b' user=ada", "host=db password=*** user=ada"],
  ["host=db password=secret", "host=db password=***"],
])("%j is shown as %j", (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});
