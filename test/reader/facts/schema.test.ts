import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { everyFixture } from "./every-fixture.ts";
import { metadataOf } from "./facts-of.ts";

const SCHEMA = join(import.meta.dirname, "../../../config/asset-metadata.schema.json");

test("the metadata of every fixture is what the published schema promises", async () => {
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(SCHEMA, "utf8")));
  const wrong: string[] = [];
  for (const [name, bytes] of Object.entries({ ...everyFixture(), nothing: Buffer.alloc(10) })) {
    const metadata = await metadataOf(bytes, `${name}_120bpm_F#min.wav`);
    const result = schema.safeParse(JSON.parse(JSON.stringify(metadata)));
    if (!result.success) wrong.push(`${name}: ${result.error.message}`);
  }
  expect(wrong).toEqual([]);
});

test("the schema refuses what it does not promise", () => {
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(SCHEMA, "utf8")));
  const refused = [
    { unknown: 1 },
    { tempo: { bpm: 0, source: "tag" } },
    { key: { key: "H", source: "tag" } },
    { rootNote: 128 },
  ];
  expect(refused.map((each) => schema.safeParse(each).success)).toEqual([false, false, false, false]);
});
