import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  installService,
  printService,
  serviceStatus,
  uninstallService,
} from "../../../src/daemon/service-files/installed-service.ts";
import {
  runExternal,
  type ExternalResult,
  type RunExternal,
} from "../../../src/daemon/service-files/run-external.ts";
import type { ServiceFacts } from "../../../src/daemon/service-files/service-plan.ts";
import { EXAMPLES } from "./example-facts.ts";

let home: string;
let facts: ServiceFacts;
let asked: string[];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "musaic-service-"));
  facts = { ...EXAMPLES.linux, homedir: home };
  asked = [];
});
afterEach(() => rmSync(home, { recursive: true }));

/** A service manager that notes what it is asked, and answers with what `answers` says about it, else with success. */
function manager(answers: Readonly<Record<string, ExternalResult>> = {}): RunExternal {
  return (command) => {
    const line = command.join(" ").replaceAll(home, "~");
    asked.push(line);
    const said = Object.entries(answers).find(([part]) => line.includes(part));
    return Promise.resolve(said?.[1] ?? { exitCode: 0, output: "" });
  };
}

const refused: ExternalResult = { exitCode: 1, output: "Failed to connect to bus:\n  No medium found\n" };
const unit = (): string => path.join(home, ".config/systemd/user/musaic-catalog.service");

test("install writes the file that print shows, and starts the service", async () => {
  expect(await installService(facts, manager())).toEqual({ file: unit() });
  expect({ file: unit(), text: readFileSync(unit(), "utf8") }).toEqual(printService(facts));
  expect(asked).toEqual([
    "systemctl --user daemon-reload",
    "systemctl --user enable musaic-catalog.service",
    "systemctl --user restart musaic-catalog.service",
  ]);
});

test("a first install that the manager refuses leaves nothing behind, and says why in one line", async () => {
  await expect(installService(facts, manager({ restart: refused }))).rejects.toMatchObject({
    code: "failed",
    message:
      'systemctl --user restart musaic-catalog.service failed: Failed to connect to bus: No medium found; nothing was installed: log in at the machine itself, or "loginctl enable-linger" first, and install again; or run musaic-catalog watch',
  });
  expect(readdirSync(home)).toEqual([]);
  expect(asked.slice(3)).toEqual([
    "systemctl --user disable --now musaic-catalog.service",
    "systemctl --user daemon-reload",
  ]);
});

test("a later install that is refused puts the old service back", async () => {
  mkdirSync(path.dirname(unit()), { recursive: true });
  writeFileSync(unit(), "the old one");
  await expect(installService(facts, manager({ restart: refused }))).rejects.toThrow(
    "No medium found; the service is what it was before: log in at",
  );
  expect(readFileSync(unit(), "utf8")).toBe("the old one");
  expect(asked.slice(3)).toEqual(asked.slice(0, 3));
});

test("uninstall stops the service and removes its file; a second one finds none", async () => {
  await installService(facts, manager());
  asked = [];
  expect(await uninstallService(facts, manager())).toEqual({ file: unit(), removed: true });
  expect(readdirSync(path.dirname(unit()))).toEqual([]);
  expect(asked).toEqual([
    "systemctl --user disable --now musaic-catalog.service",
    "systemctl --user daemon-reload",
  ]);
  expect(await uninstallService(facts, manager({ disable: refused }))).toEqual({
    file: unit(),
    removed: false,
  });
});

test("an uninstall that is refused keeps the file", async () => {
  await installService(facts, manager());
  await expect(uninstallService(facts, manager({ disable: refused }))).rejects.toThrow("No medium found");
  expect(readFileSync(unit(), "utf8")).toBe(printService(facts).text);
});

test("status says whether it is installed, runs, and fits the program as it is now", async () => {
  const file = unit();
  const running = manager({ show: { exitCode: 0, output: "ActiveState=active\n" } });
  expect(await serviceStatus(facts, running)).toEqual({
    file,
    state: "not-installed",
    upToDate: false,
    detail: "",
    log: null,
  });
  await installService(facts, manager());
  expect(await serviceStatus(facts, running)).toEqual({
    file,
    state: "running",
    upToDate: true,
    detail: "ActiveState=active",
    log: null,
  });
  expect(await serviceStatus({ ...facts, node: "/opt/node" }, manager({ show: refused }))).toEqual({
    file,
    state: "stopped",
    upToDate: false,
    detail: "Failed to connect to bus:\n  No medium found",
    log: null,
  });
});

test("launchd is asked again while the old service is still stopping", async () => {
  const mac: ServiceFacts = { ...EXAMPLES.darwin, homedir: home, logFolder: path.join(home, "Logs") };
  let left = 2;
  const run: RunExternal = async (command) => {
    const answer = await manager()(command);
    return command[1] === "bootstrap" && left-- > 0 ? refused : answer;
  };
  await installService(mac, run);
  const bootstrap = "launchctl bootstrap gui/501 ~/Library/LaunchAgents/musaic-catalog.plist";
  expect(asked).toEqual([
    "launchctl bootout gui/501/musaic-catalog",
    "launchctl enable gui/501/musaic-catalog",
    bootstrap,
    bootstrap,
    bootstrap,
  ]);
  expect(readdirSync(home).toSorted()).toEqual(["Library", "Logs"]);
});

test("an install over SSH on macOS says where agents belong, in the words of new and old systems", async () => {
  const mac: ServiceFacts = { ...EXAMPLES.darwin, homedir: home, logFolder: path.join(home, "Logs") };
  const refusals = [
    "Bootstrap failed: 125: Domain does not support specified action",
    "Could not find domain for port",
  ];
  for (const output of refusals) {
    const run: RunExternal = (command) =>
      Promise.resolve(command[1] === "bootstrap" ? { exitCode: 125, output } : { exitCode: 0, output: "" });
    await expect(installService(mac, run)).rejects.toThrow(
      `${output}; nothing was installed: an agent belongs to a log-in at the Mac's own screen: log in there (Screen Sharing does, too), and install again in its Terminal; or run musaic-catalog watch`,
    );
  }
});

test("where there is no service manager, or a path no file can hold, that is said", () => {
  expect(() => printService({ ...facts, platform: "freebsd" })).toThrow(
    'no service can be installed on freebsd: let its own service manager run "musaic-catalog watch"',
  );
  expect(() => printService({ ...facts, config: "/home/a\nb.json" })).toThrow(
    'a service can\'t be made with a control character in a path: "/home/a\\nb.json"',
  );
});

test("a program runs without a shell, and how it ended is a value", async () => {
  const print = "process.stdout.write(process.argv[1]); process.stderr.write('!'); process.exit(3)";
  expect(await runExternal([process.execPath, "-e", print, "$HOME; `id` %PATH%"])).toEqual({
    exitCode: 3,
    output: "$HOME; `id` %PATH%!",
  });
  expect(await runExternal(["no-such-program-of-musaic"])).toEqual({
    exitCode: null,
    output: "there is no program no-such-program-of-musaic on this machine",
  });
});
