import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { MAIN, runCli, type CliResult } from "../world/run-cli.ts";
import { withFolder } from "../world/tree.ts";

/** A home with a config in it, and a `systemctl` that writes down what it is asked and answers as it is told. */
async function atHome(use: (home: Home) => Promise<void>, config: object = {}): Promise<void> {
  await withFolder(async (home) => {
    // The embedded server of root runs as another user, who must get here.
    chmodSync(home, 0o755);
    mkdirSync(join(home, "bin"));
    writeFileSync(
      join(home, "bin/systemctl"),
      `#!/bin/sh\necho "$*" >> '${home}/asked'\ncat '${home}/answer' 2>/dev/null\nexit $(cat '${home}/exit' 2>/dev/null || echo 0)\n`,
      { mode: 0o755 },
    );
    // Asked whether a service can have a read-only home: it can.
    writeFileSync(join(home, "bin/systemd-run"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const file = join(home, "musaic.config.json");
    writeFileSync(file, JSON.stringify({ catalog: { libraries: ["Samples"] }, ...config }));
    await use({
      folder: home,
      file,
      unit: join(home, ".config/systemd/user/musaic-catalog.service"),
      run: (args, env = {}) =>
        runCli(["service", ...args], {
          cwd: home,
          env: { PATH: `${home}/bin:${process.env["PATH"]}`, XDG_CONFIG_HOME: "", ...env },
        }),
      answers: (exitCode, text) => {
        writeFileSync(join(home, "exit"), String(exitCode));
        writeFileSync(join(home, "answer"), text);
      },
      asked: () =>
        existsSync(join(home, "asked")) ? readFileSync(join(home, "asked"), "utf8").split("\n") : [],
    });
  });
}

interface Home {
  readonly folder: string;
  readonly file: string;
  readonly unit: string;
  readonly run: (args: readonly string[], env?: Record<string, string>) => Promise<CliResult>;
  readonly answers: (exitCode: number, text: string) => void;
  readonly asked: () => string[];
}

const INSTALL = [
  "--user daemon-reload", // whether there is a manager
  "--user daemon-reload",
  "--user enable musaic-catalog.service",
  "--user restart musaic-catalog.service",
];
const OTHER_SERVER = { dbConnectionString: "postgresql://ada:secret@127.0.0.1:1/none" };

describe.skipIf(process.platform !== "linux")("service, with systemd (only Linux has it)", () => {
  test("install makes the embedded cluster first, and the unit names where it really lies", async () => {
    await atHome(async ({ folder, file, unit, run, answers, asked }) => {
      mkdirSync(join(folder, "disk"));
      symlinkSync("disk", join(folder, "data"));
      const result = await run(["install"]);
      expect({ code: result.code, stdout: result.stdout }).toEqual({
        code: 0,
        stdout: `the service runs, and starts at every log-in: ${unit}\n`,
      });
      expect(result.stderr).toContain(`database: embedded, in ${folder}/disk/pg\n`);
      expect(result.stderr).toMatch(/loginctl enable-linger/);
      expect(result.stderr).not.toMatch(/warning/);
      expect(existsSync(join(folder, "disk/pg/PG_VERSION"))).toBe(true);
      expect(existsSync(join(folder, "disk/pg/postmaster.pid"))).toBe(false);
      expect(asked()).toEqual([...INSTALL, ""]);
      const text = readFileSync(unit, "utf8").split("\n");
      expect(text).toContain(`ExecStart="${process.execPath}" "${MAIN}" "watch" "--config" "${file}"`);
      expect(text).toContain(`ReadWritePaths="-${folder}/disk/pg"`);
      answers(0, "ActiveState=active\n");
      expect(await run(["status"])).toMatchObject({ stdout: `running: ${unit}\n  ActiveState=active\n` });
    });
  });

  test("print shows what install writes, and changes nothing", async () => {
    await atHome(async ({ folder, unit, run, asked }) => {
      const printed = await run(["print"]);
      expect(printed).toMatchObject({ code: 0, stderr: `service install would write this to ${unit}\n` });
      expect([existsSync(unit), existsSync(join(folder, "data")), asked()]).toEqual([false, false, []]);
      await run(["install"]);
      expect(readFileSync(unit, "utf8")).toBe(printed.stdout);
    }, OTHER_SERVER);
  });

  test("status tells from systemd's answer whether it runs, and whether the unit is this program's", async () => {
    await atHome(async ({ unit, run, answers }) => {
      const head = { command: "service status", version: 1, file: unit };
      const status = async (): Promise<unknown> => JSON.parse((await run(["status", "--json"])).stdout);
      expect(await status()).toEqual({
        ...head,
        state: "not-installed",
        upToDate: false,
        detail: "",
        log: null,
      });
      await run(["install"]);
      answers(0, "ActiveState=active\n");
      expect(await status()).toEqual({
        ...head,
        state: "running",
        upToDate: true,
        detail: "ActiveState=active",
        log: null,
      });
      writeFileSync(unit, "edited");
      answers(0, "ActiveState=failed\n");
      expect(await run(["status"])).toMatchObject({
        code: 0,
        stdout: [
          `installed, but not running: ${unit}`,
          "the file is not what this program would write: musaic-catalog service install writes it anew",
          "  ActiveState=failed\n",
        ].join("\n"),
      });
    }, OTHER_SERVER);
  });

  test("uninstall stops it and removes the unit; a second one says that there is none", async () => {
    await atHome(async ({ unit, run, asked }) => {
      await run(["install"]);
      expect(await run(["uninstall"])).toEqual({
        code: 0,
        stdout: `stopped, and removed ${unit}\n`,
        stderr: "",
      });
      expect(existsSync(unit)).toBe(false);
      expect(asked().slice(INSTALL.length)).toEqual([
        "--user disable --now musaic-catalog.service",
        "--user daemon-reload",
        "",
      ]);
      expect(await run(["uninstall"])).toMatchObject({
        code: 0,
        stdout: `no service is installed (${unit})\n`,
      });
    }, OTHER_SERVER);
  });

  test("a refusal of systemd ends with 1, in its own words, and leaves no unit", async () => {
    await atHome(async ({ unit, run, answers }) => {
      answers(1, "Failed to connect to bus: No medium found\n");
      const result = await run(["install"]);
      expect(result).toMatchObject({ code: 1, stdout: "" });
      expect(result.stderr).toBe(
        'musaic-catalog: systemctl --user daemon-reload failed: Failed to connect to bus: No medium found; nothing was installed: log in at the machine itself, or "loginctl enable-linger" first, and install again; or run musaic-catalog watch\n',
      );
      expect(existsSync(unit)).toBe(false);
    }, OTHER_SERVER);
  });

  test("a machine without systemd is told so", async () => {
    await atHome(async ({ folder, run }) => {
      const result = await run(["install"], { PATH: join(folder, "empty") });
      expect({ code: result.code, stderr: result.stderr }).toEqual({
        code: 1,
        stderr:
          "musaic-catalog: systemctl --user daemon-reload failed: there is no program systemctl on this machine; nothing was installed: run musaic-catalog watch by other means\n",
      });
    }, OTHER_SERVER);
  });

  test("what only this shell's variables say is warned of, without its value, and is not what the service gets", async () => {
    await withDatabase(async ({ url }) => {
      await atHome(
        async ({ folder, file, unit, run }) => {
          const { stderr, code } = await run(["install"], {
            DATABASE_URL: url,
            MUSAIC_CATALOG_SETTLE_MS: "5",
          });
          expect(code).toBe(0);
          expect(stderr.split("\n").filter((line) => line.startsWith("warning"))).toEqual([
            `warning: DATABASE_URL is set here, but the service won't see it: write what it says into ${file}`,
            `warning: MUSAIC_CATALOG_SETTLE_MS is set here, but the service won't see it: write what it says into ${file}`,
            `warning: no folder is listed as catalog.libraries in ${file}: there may be nothing to follow`,
          ]);
          expect(readFileSync(unit, "utf8")).toContain(`ReadWritePaths="-${folder}/data/pg"`);
        },
        { catalog: {} },
      );
    });
  });
});

test("without a config of the user's, it is never the package's that is bound or to be written into", async (context) => {
  if (process.platform !== "linux") context.skip("the user's config folder is Linux's");
  await atHome(async ({ folder, file, unit, run, asked }) => {
    rmSync(file);
    const own = join(folder, ".config/musaic-catalog/musaic.config.json");
    expect(await run(["install"])).toEqual({
      code: 2,
      stdout: "",
      stderr: `musaic-catalog: no folder to follow: list your sample folders in catalog.libraries of ${own}, then musaic-catalog service install\n`,
    });
    expect([existsSync(unit), asked()]).toEqual([false, []]);
    expect((await run(["print"])).stdout).toContain(`"watch" "--config" "${own}"\n`);
    expect(await run(["uninstall"])).toMatchObject({
      code: 0,
      stdout: `no service is installed (${unit})\n`,
    });
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, JSON.stringify({ catalog: { libraries: ["~/Samples"] }, ...OTHER_SERVER }));
    expect(await run(["install"])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`it follows ${own}\n`),
    });
  });
});

test("a config that is wrong ends with 2 before anything is asked", async () => {
  await atHome(
    async ({ run, asked }) => {
      expect((await run(["install"])).code).toBe(2);
      expect(asked()).toEqual([]);
    },
    { catalog: { library: [] } },
  );
});
