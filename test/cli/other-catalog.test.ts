import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli, type CliResult } from "../world/run-cli.ts";
import { makeTree, withFolder } from "../world/tree.ts";

/** A home, a library beside it that was scanned without any config, and commands run in the folder `Project`. */
async function afterFirstScan(
  use: (place: {
    home: string;
    library: string;
    run: (...args: string[]) => Promise<CliResult>;
  }) => Promise<void>,
): Promise<void> {
  await withFolder(async (home) => {
    // The embedded server of root runs as another user, who must get here.
    chmodSync(home, 0o755);
    const library = join(home, "Samples");
    makeTree(library, { "kick.wav": "kick" });
    mkdirSync(join(home, "Project"));
    const env = {
      HOME: home,
      USERPROFILE: home,
      APPDATA: join(home, "AppData"),
      LOCALAPPDATA: join(home, "Local"),
    };
    const run = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: join(home, "Project"), env });
    expect((await run("scan", library)).code).toBe(0);
    await use({ home, library, run });
  });
}

function librariesOf({ stdout }: CliResult): string[] {
  const { libraries } = JSON.parse(stdout) as { libraries: { path: string }[] };
  return libraries.map(({ path }) => path);
}

test.skipIf(process.platform !== "linux")(
  "a config written after the first scan, as doctor says, does not lose its catalog (its place is Linux's)",
  async () => {
    await afterFirstScan(async ({ home, library, run }) => {
      const advice = (await run("doctor")).stdout;
      const own = join(home, ".config/musaic-catalog/musaic.config.json");
      expect(advice).toContain(`list your sample folders in catalog.libraries of ${own}`);
      mkdirSync(join(home, ".config/musaic-catalog"), { recursive: true });
      writeFileSync(own, JSON.stringify({ catalog: { libraries: [library] } }));
      expect(librariesOf(await run("status", "--json"))).toEqual([library]);
    });
  },
);

test.skipIf(process.platform !== "linux")(
  "a project's own config begins its own catalog, and says where the other one is (its place is Linux's)",
  async () => {
    await afterFirstScan(async ({ home, library, run }) => {
      const config = join(home, "Project/musaic.config.json");
      writeFileSync(config, JSON.stringify({ catalog: { libraries: [library] } }));
      const other = join(home, ".local/share/musaic-catalog/pg");
      const first = await run("status", "--json");
      expect(librariesOf(first)).toEqual([]);
      const note = `this begins a new catalog, beside ${config}; another one is in ${other}: to go on with that, set dbConnectionString to embedded:${other}\n`;
      expect(first.stderr).toContain(note);
      expect((await run("status", "--json")).stderr).not.toContain("another");
      const { findings } = JSON.parse((await run("doctor", "--json")).stdout) as {
        findings: { code: string }[];
      };
      expect(findings.find(({ code }) => code === "other-catalog")).toEqual({
        code: "other-catalog",
        severity: "note",
        message: `this catalog lies beside ${config}; another one is in ${other}`,
        remedy: `nothing to do if you want both; to use that one, set dbConnectionString to embedded:${other} in ${config}`,
      });
    });
  },
);
