import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../src");

const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .map((file) => ({ file: file.replaceAll("\\", "/"), text: readFileSync(join(SRC, file), "utf8") }));

/** What looks and changes nothing. */
const LOOKS = new Set(
  [
    "lstat",
    "stat",
    "fstat",
    "statfs",
    "readdir",
    "opendir",
    "readlink",
    "realpath",
    "readFile",
    "read",
    "close",
    "exists",
  ]
    .concat(["watch", "access"])
    .flatMap((name) => [name, `${name}Sync`])
    .concat([
      "constants",
      "type BigIntStats",
      "type Dirent",
      "type FSWatcher",
      "type FileHandle",
      "BigIntStats",
      "Dirent",
    ]),
);

/** Who may change files, and which: their own, never one that a walk found. */
const WRITERS: Record<string, readonly string[]> = {
  // Opens read-only: the next test looks.
  "reader/open-regular-file.ts": ["openSync", "open"],
  // The report that --output names; never an audio file's name.
  "cli/report-output.ts": ["open", "rename", "rm"],
  // Reads the backup that db restore names.
  "cli/run-backup.ts": ["createReadStream"],
  // The unit that starts the service.
  "log.ts": ["renameSync"],
  "daemon/service-files/installed-service.ts": ["rm", "writeFile"],
  // Empty folders for that unit, away again where it can't be.
  "daemon/service-files/made-folders.ts": ["mkdir", "rmdir"],
};

/** The cluster's own folder is all that it writes to, and no layer below it ever names one of the user's files to it. */
const WRITING_FOLDER = "postgres/";

test("nothing that comes from a walk is ever written, renamed or removed", () => {
  const writes = sources
    .filter(({ file }) => !file.startsWith(WRITING_FOLDER))
    .flatMap(({ file, text }) =>
      importedFromFs(text)
        .filter((name) => !LOOKS.has(name) && WRITERS[file]?.includes(name) !== true)
        .map((name) => `${file}: ${name}`),
    );
  expect(writes).toEqual([]);
});

test("a user's file is opened in one place, read-only", () => {
  const [opener] = sources.filter(({ file }) => file === "reader/open-regular-file.ts");
  const calls = [...(opener?.text ?? "").matchAll(/\bopen(?:Sync|\))\(([^;]*)\);/g)].map(
    ([, given]) => given,
  );
  const readOnly = expect.stringMatching(/^path, constants\.O_RDONLY \| noFollow \| NO_WAIT$/);
  expect(calls).toEqual([readOnly, readOnly]);
  expect(opener?.text).not.toMatch(/O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/);
});

test("a real path is asked of the system, which gives the disk's letters: Node's own realpathSync keeps those that were typed", () => {
  const own = sources.filter(({ text }) =>
    /\brealpath(?:Sync)?\b(?!\.native)(?=\s*\()/.test(withoutPromised(text)),
  );
  expect(own.map(({ file }) => file)).toEqual([]);
});

/** `realpath` of `node:fs/promises` is the system's. */
function withoutPromised(text: string): string {
  return /import \{[^}]*\brealpath\b[^}]*\} from "node:fs\/promises"/.test(text)
    ? text.replaceAll(/\brealpath\(/g, "")
    : text;
}

test("programs are started by those alone who ask the machine what it is, by the reader, the decoder, the service's installer and the embedded server", () => {
  const starters = sources
    .filter(({ text }) => /["'](node:)?child_process["']/.test(text))
    .map(({ file }) => file);
  expect(starters.filter((file) => !file.startsWith(WRITING_FOLDER))).toEqual(STARTERS);
});

const STARTERS = [
  // ffmpeg, with a file as its input that is open for reading only.
  "analysis/ffmpeg-blocks.ts",
  "analysis/has-ffmpeg.ts",
  "daemon/service-files/run-external.ts",
  "filesystem/file-system-type.ts",
  "filesystem/process-identity.ts",
  // Only itself again.
  "reader/reader-process.ts",
];

/** Names imported from fs; what would hide them (the whole module, require, a dynamic import) is named itself. */
function importedFromFs(text: string): string[] {
  const fs = String.raw`["'](?:node:)?fs(?:/promises)?["']`;
  const hidden = [
    ...text.matchAll(
      new RegExp(String.raw`(?:require|(?<!typeof )import)\(\s*${fs}|import\s+(?:\*|\w).*from\s+${fs}`, "g"),
    ),
  ]
    .map(([all]) => all)
    .filter((all) => !/^import\s+type\s+\{/.test(all));
  const named = [
    ...text.matchAll(new RegExp(String.raw`import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+${fs}`, "g")),
  ];
  return [
    ...hidden,
    ...named.flatMap(([, names = ""]) => names.split(",").map((name) => name.trim())),
  ].filter((name) => name !== "");
}

/** What is no literal where a statement is asked: each of them a constant, or a file of `sql/`. */
const STATEMENTS: Record<string, readonly string[]> = {
  "catalog/session-settings.ts": ["query"],
  "catalog/contents.ts": ["count"],
  // Made by the server from its own catalog: regclass and %I quote every name.
  "catalog/doctor.ts": ["countStatement"],
  // The same: COPY statements and setval of our own tables.
  "catalog/write-backup.ts": ["copyOut"],
  "catalog/restore-backup.ts": ["target.copyIn", "statement"],
  "catalog/session.ts": ["text", "copyFrom(statement)", "copyTo(statement)", "begin"],
  "catalog/schema.ts": ["file.text", "SCHEMA_GRANTS", "grant"],
};

test("no statement is put together from what comes in: identifiers in SQL are written in the sources", () => {
  const odd = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\.(?:sql|query|copyIn|copyOut)(?:<(?:[^<>()]|<[^<>]*>)*>)?\(\s*/g)].flatMap((call) => {
      const rest = text.slice(call.index + call[0].length);
      const literal = /^(?:"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)(?=\s*[,)])/.exec(rest)?.[0];
      if (literal === undefined) {
        const given = /^[\w.]+(?:\([^()]*\))?/.exec(rest)?.[0] ?? rest.slice(0, 40);
        return STATEMENTS[file]?.includes(given) === true ? [] : [`${file}: ${given}`];
      }
      const parts = literal.startsWith("`") ? [...literal.matchAll(/\$\{([^}]*)\}/g)] : [];
      return parts.filter(([, part = ""]) => !/^[A-Z_]+$/.test(part)).map(([part]) => `${file}: ${part}`);
    }),
  );
  expect(odd).toEqual([]);
});

/** They ask the server's own catalog for names, and %I and %L quote each. */
const FROM_THE_SERVERS_CATALOG = ["doctor_broken_rules.sql", "backup_tables.sql", "restore_sequences.sql"];

test("the queries put no text together into statements", () => {
  const folder = join(SRC, "../sql/queries");
  const odd = readdirSync(folder)
    .filter((name) => !FROM_THE_SERVERS_CATALOG.includes(name))
    .filter((name) =>
      /\b(EXECUTE|format\s*\()/i.test(readFileSync(join(folder, name), "utf8").replaceAll(/--.*$/gm, "")),
    );
  expect(odd).toEqual([]);
});
