import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ServiceFacts, Step } from "../../../src/daemon/service-files/service-plan.ts";
import {
  systemdArgument,
  systemdPlan,
  systemdUnit,
  systemdWord,
  tryClosedHome,
} from "../../../src/daemon/service-files/systemd-unit.ts";
import { packageFile } from "../../../src/package-file.ts";
import { EXAMPLES } from "./example-facts.ts";

test("service/ holds the unit of the example (vitest --update writes it anew)", async () => {
  await expect(systemdUnit(EXAMPLES.linux)).toMatchFileSnapshot(
    packageFile("service/musaic-catalog.service"),
  );
});

test("the settings that the service needs, and none twice", () => {
  const lines = systemdUnit(EXAMPLES.linux)
    .split("\n")
    .filter((line) => /^[A-Z]\w+=/.test(line));
  const settings = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
  expect(Object.keys(settings)).toHaveLength(lines.length);
  expect(settings).toMatchObject({
    Type: "notify",
    NotifyAccess: "all",
    WatchdogSec: "120",
    KillMode: "process",
    NoNewPrivileges: "yes",
    ExecReload: "/bin/kill -HUP $MAINPID",
    PrivateUsers: "yes",
    ReadOnlyPaths: "%h",
    ReadWritePaths: '"-/home/ada/Studio/data/pg"',
  });
  expect(settings).not.toHaveProperty("PrivateTmp");
});

test("with an external database nothing at home may be written", () => {
  expect(systemdUnit({ ...EXAMPLES.linux, clusterFolder: null })).not.toContain("ReadWritePaths");
});

test("a system that gives a user's service no read-only home is promised none", async () => {
  const text = systemdUnit({ ...EXAMPLES.linux, canCloseHome: false });
  expect(text).not.toMatch(/^(PrivateUsers|ReadOnlyPaths|ReadWritePaths)=/m);
  const asked: string[] = [];
  const answers = [0, 1, null].map((exitCode) =>
    tryClosedHome("/home/ada", (command) => {
      asked.push(command.join(" "));
      return Promise.resolve({ exitCode, output: "" });
    }),
  );
  expect(await Promise.all(answers)).toEqual([true, false, false]);
  expect(asked[0]).toBe(
    'systemd-run --user --wait --collect --quiet --property=PrivateUsers=yes --property=ReadOnlyPaths="/home/ada" test ! -w /home/ada',
  );
});

test("the unit lies where the user's systemd looks, and is enabled, started, shown and removed there", () => {
  const { file, install, uninstall, afterRemoval, status } = systemdPlan(EXAMPLES.linux);
  expect({
    file,
    install: install.map(commandLine),
    uninstall: [...uninstall, ...afterRemoval].map(commandLine),
    status: commandLine(status),
  }).toEqual({
    file: "/home/ada/.config/systemd/user/musaic-catalog.service",
    install: [
      "systemctl --user daemon-reload",
      "systemctl --user enable musaic-catalog.service",
      "systemctl --user restart musaic-catalog.service",
    ],
    uninstall: ["systemctl --user disable --now musaic-catalog.service", "systemctl --user daemon-reload"],
    status:
      "systemctl --user show --property=ActiveState,SubState,MainPID,ActiveEnterTimestamp,StatusText musaic-catalog.service",
  });
  expect(systemdPlan({ ...EXAMPLES.linux, xdgConfigHome: "/cfg" }).file).toBe(
    "/cfg/systemd/user/musaic-catalog.service",
  );
});

test("where the shell says that settings and data are, the service looks for them too: its catalog hangs on it", () => {
  const { text } = systemdPlan({ ...EXAMPLES.linux, xdgConfigHome: "/my cfg", xdgDataHome: "/100%" });
  expect(text.split("\n").filter((line) => line.startsWith("Environment"))).toEqual([
    'Environment="XDG_CONFIG_HOME=/my cfg"',
    'Environment="XDG_DATA_HOME=/100%%"',
  ]);
  expect(systemdPlan(EXAMPLES.linux).text).not.toContain("Environment");
});

test("what the manager says about a unit's state is understood", () => {
  const { isRunning } = systemdPlan(EXAMPLES.linux);
  const states = ["active", "activating", "reloading", "inactive", "failed", "deactivating"];
  expect(states.map((state) => isRunning(`MainPID=7\nActiveState=${state}\nSubState=x\n`))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test.each([
  ["/a b", '"/a b"', '"/a b"'],
  ["/100%n", '"/100%%n"', '"/100%%n"'],
  ['/6" vinyl', '"/6\\" vinyl"', '"/6\\" vinyl"'],
  ["/a\\b", '"/a\\\\b"', '"/a\\\\b"'],
  ["/$HOME", '"/$HOME"', '"/$$HOME"'],
  ["/it's;#", `"/it's;#"`, `"/it's;#"`],
])("%j is the word %s and the argument %s", (given, word, argument) => {
  expect([systemdWord(given), systemdArgument(given)]).toEqual([word, argument]);
});

function commandLine({ command }: Step): string {
  return command.join(" ");
}

const hasAnalyze = spawnSync("systemd-analyze", ["--version"]).status === 0;
if (!hasAnalyze)
  console.warn("skipped: systemd-analyze is not on this machine (Debian's package systemd has it)");

describe.skipIf(!hasAnalyze)("systemd-analyze verify", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "musaic-unit-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A Node.js, an entry and a cluster in a folder of that name, as a unit. */
  function verify(
    name: string,
    change: (unit: string) => string = (unit) => unit,
  ): { status: number | null; said: string } {
    const home = path.join(folder, name);
    mkdirSync(path.join(home, "pg"), { recursive: true });
    symlinkSync(process.execPath, path.join(home, "node"));
    const facts: ServiceFacts = {
      ...EXAMPLES.linux,
      node: path.join(home, "node"),
      entry: path.join(home, "main.js"),
      config: path.join(home, "musaic.config.json"),
      clusterFolder: path.join(home, "pg"),
    };
    const unit = path.join(folder, "musaic-catalog.service");
    writeFileSync(unit, change(systemdUnit(facts)));
    const { status, stdout, stderr } = spawnSync("systemd-analyze", ["--user", "verify", unit], {
      encoding: "utf8",
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    });
    return { status, said: `${stdout}${stderr}`.replaceAll(folder, "") };
  }

  test.each([
    "plain",
    "My Studio",
    "100%n %h",
    'a "quoted" one',
    "it's",
    "$HOME ${HOME}",
    "back\\slash\\x20",
    "a;b#c",
    "Übung 鼓",
  ])("has nothing to say about a service below %j", (name) => {
    expect(verify(name)).toEqual({ status: 0, said: "" });
  });

  test("would tell if a path was not understood", () => {
    const broken = verify("100%n", (unit) => unit.replaceAll("%%", "%"));
    expect(broken.said).toContain("is not executable");
  });
});
