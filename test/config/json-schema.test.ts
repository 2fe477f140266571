import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keyPaths, variableOf } from "../../src/config/environment.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { packageFile } from "../../src/package-file.ts";

test("the JSON schema beside the default config is what the checks generate (vitest --update writes it anew)", async () => {
  const file = packageFile("config/musaic.config.schema.json");
  const formatter = { encoding: "utf8", input: JSON.stringify(configJsonSchema()) } as const;
  const text = execFileSync("npx", ["oxfmt", `--stdin-filepath=${file}`], formatter);
  await expect(text).toMatchFileSnapshot(file);
});

test("the default config names its schema", () => {
  const config: unknown = JSON.parse(readFileSync(packageFile("config/musaic.config.json"), "utf8"));
  expect(config).toMatchObject({ $schema: "./musaic.config.schema.json", dbConnectionString: "" });
});

test("every key of catalog has its environment variable", () => {
  expect(keyPaths().map(variableOf)).toEqual([
    "MUSAIC_CATALOG_LIBRARIES",
    "MUSAIC_CATALOG_PROJECTS",
    "MUSAIC_CATALOG_INCLUDE",
    "MUSAIC_CATALOG_EXCLUDE",
    "MUSAIC_CATALOG_EXTENSIONS",
    "MUSAIC_CATALOG_FOLLOW_SYMLINKS",
    "MUSAIC_CATALOG_READERS",
    "MUSAIC_CATALOG_SETTLE_MS",
    "MUSAIC_CATALOG_RECONCILE_MINUTES",
    "MUSAIC_CATALOG_LOG_LEVEL",
    "MUSAIC_CATALOG_LOG_FORMAT",
  ]);
});
