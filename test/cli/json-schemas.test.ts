import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFile } from "../../src/package-file.ts";
import { failureJson } from "../../src/report/scan-result.ts";
import { schemaFaults } from "../report/report-schema.ts";
import { withDatabase } from "../world/database.ts";
import { runCli } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

test("scan, db status and service status print what their schemas say", async () => {
  await withFolder((folder) =>
    withDatabase(async ({ url }) => {
      makeTree(join(folder, "Samples"), { "1.wav": "kick!" });
      const faults = async (schema: string, ...args: string[]): Promise<string[]> => {
        const { stdout } = await runCli([...args, "--json"], { url, cwd: folder, env: { HOME: folder } });
        return schemaFaults(schema, stdout);
      };
      expect({
        scan: await faults("scan", "scan", "Samples"),
        database: await faults("db-status", "db", "status"),
        service: await faults("service-status", "service", "status"),
      }).toEqual({ scan: [], database: [], service: [] });
    }),
  );
});

test("a scan that failed as a whole is within the schema too", () => {
  expect(schemaFaults("scan", failureJson(new Error("no server")))).toEqual([]);
});

test("each command that knows --json has its schema", () => {
  expect(readdirSync(packageFile("config/schemas")).map((name) => name.replace(".schema.json", ""))).toEqual([
    "analyze",
    "check",
    "db-status",
    "doctor",
    "duplicates",
    "find",
    "folders",
    "forget",
    "missing",
    "problems",
    "relink",
    "scan",
    "service-status",
    "status",
    "uses",
  ]);
});
