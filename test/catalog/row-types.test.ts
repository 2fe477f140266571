import { Client } from "pg";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packageFile } from "../../src/package-file.ts";
import { withDatabase } from "../world/database.ts";
import { declaredRows } from "./row-types/declared-rows.ts";
import { describeStatement } from "./row-types/describe-statement.ts";

/** What the driver makes of PostgreSQL's types, in TypeScript's words. */
const MADE_OF: Readonly<Record<string, RegExp>> = {
  int8: /^bigint/,
  int4: /^number/,
  int2: /^number/,
  float4: /^number/,
  float8: /^number/,
  numeric: /^string/,
  bool: /^(boolean|true|false)/,
  timestamptz: /^Date/,
};
/** Words, ids, JSON and lists: the database knows less of them than the source says. */
const ANY_OTHER = /^(?!bigint\b(?!\[)|number\b(?!\[)|boolean\b(?!\[)|Date\b(?!\[))/;

function query(name: string): string {
  return readFileSync(packageFile(`sql/queries/${name}.sql`), "utf8");
}

/** The statement whose rows it gives: of a cursor, the one that opened it. */
function asked(statement: string): string {
  const cursor = /^FETCH \S+ FROM (\w+)$/.exec(statement)?.[1];
  const opened = cursor === undefined ? statement : query(cursor);
  return opened.replace(/DECLARE \w+ [A-Z ]*CURSOR [A-Z ]*FOR\s/, "");
}

/** Opened by a statement that find-conditions.ts puts together: its ids alone. */
const PUT_TOGETHER = /^FETCH \w+ FROM found$/;

test("every column that the sources expect of a statement is there, by its name and its type, and no other", async () => {
  const rows = declaredRows().filter(({ statement }) => !PUT_TOGETHER.test(statement));
  expect(rows.length).toBeGreaterThan(70);
  await withDatabase(async ({ address }) => {
    const client = new Client(address.connection);
    await client.connect();
    try {
      // Temporary tables that others ask, some of them until the end of a transaction.
      await client.query("BEGIN");
      await client.query(query("create_staging"));
      await client.query(query("folder_files"));
      const types = await client.query<{ oid: number; typname: string }>(
        "SELECT oid::int, typname FROM pg_type",
      );
      const names = new Map(types.rows.map(({ oid, typname }) => [oid, typname]));
      const wrong: string[] = [];
      for (const { at, statement, columns } of rows) {
        const found = await describeStatement(client, asked(statement)).catch((error: unknown) =>
          String(error),
        );
        if (typeof found === "string") {
          wrong.push(`${at}: ${found}`);
          continue;
        }
        const there = new Map(found.map(({ name, dataTypeID }) => [name, names.get(dataTypeID) ?? ""]));
        for (const [column, declared] of columns) {
          const type = there.get(column);
          if (type === undefined) wrong.push(`${at}: no column ${column}`);
          else if (!(MADE_OF[type] ?? ANY_OTHER).test(declared))
            wrong.push(`${at}: ${column} is ${type}, not ${declared}`);
        }
        for (const column of there.keys())
          if (!columns.has(column)) wrong.push(`${at}: nobody expects the column ${column}`);
      }
      expect(wrong).toEqual([]);
    } finally {
      await client.end();
    }
  });
});

/** What a reading brings: a statement that takes over some of it and not all would leave a row half of the old file's. */
const READING =
  "size_bytes mtime_ns ctime_ns device inode birth_ns duration sample_rate channels metadata reader_version read_again".split(
    " ",
  );

test("a statement that takes over a reading takes over all twelve columns of it", () => {
  const taken = readdirSync(packageFile("sql/queries")).flatMap((file) => {
    const text = readFileSync(packageFile(`sql/queries/${file}`), "utf8");
    const sets = text.matchAll(/UPDATE assets a SET (.*?)\n\s*FROM|INSERT INTO assets \((.*?)\)/gs);
    return [...sets].map(([, set, inserted]) => ({ file, list: set ?? inserted ?? "" }));
  });
  const ofReadings = taken.filter(({ list }) => /\bduration\b/.test(list));
  expect(ofReadings.map(({ file }) => file).toSorted()).toEqual([
    "add_arrivals.sql",
    "change_content.sql",
    "move_pairs.sql",
    "refresh_same.sql",
    "store_batch.sql",
    "store_batch.sql",
  ]);
  const incomplete = ofReadings.filter(({ list }) =>
    READING.some((column) => !new RegExp(`\\b${column}\\b`).test(list)),
  );
  expect(incomplete).toEqual([]);
});
