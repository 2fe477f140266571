import { expect, test } from "vitest";
import { launchdAgent, launchdPlan } from "../../../src/daemon/service-files/launchd-agent.ts";
import { packageFile } from "../../../src/package-file.ts";
import { EXAMPLES } from "./example-facts.ts";
import { textsOf, xmlDocument } from "./xml-document.ts";

test("service/ holds the agent of the example (vitest --update writes it anew)", async () => {
  await expect(launchdAgent(EXAMPLES.darwin)).toMatchFileSnapshot(
    packageFile("service/musaic-catalog.plist"),
  );
});

test("the agent is XML whose keys are those that launchd knows, each with a value", () => {
  const document = xmlDocument(launchdAgent(EXAMPLES.darwin));
  const top = document.getElementsByTagName("dict")[0];
  const elements = Array.from(top?.childNodes ?? []).filter(({ nodeType }) => nodeType === 1);
  const pairs = elements.map(({ nodeName, textContent }) => (nodeName === "key" ? textContent : nodeName));
  const expected =
    "Label string ProgramArguments array RunAtLoad true KeepAlive dict ThrottleInterval integer ExitTimeOut integer " +
    "AbandonProcessGroup true Umask integer StandardErrorPath string";
  expect(pairs.join(" ")).toBe(expected);
});

test("paths with marks of XML come out as they are", () => {
  const config = `/Users/ada/Drum & Bass <"live">/it's ]]> é 鼓.json`;
  const strings = textsOf(xmlDocument(launchdAgent({ ...EXAMPLES.darwin, config })), "string");
  expect(strings).toEqual([
    "musaic-catalog",
    "/opt/homebrew/bin/node",
    "/Users/ada/Studio/node_modules/musaic-catalog/dist/main.js",
    "watch",
    "--config",
    config,
    "--log-file",
    "/Users/ada/Library/Logs/musaic-catalog/service.log",
    "--as-service",
    "/Users/ada/Library/Logs/musaic-catalog/service.log",
  ]);
});

test("the agent lies in the user's LaunchAgents, and is managed in the user's own session", () => {
  const { file, install, uninstall, status } = launchdPlan(EXAMPLES.darwin);
  const commands = [...install, ...uninstall, status].map(({ command, onFailure }) =>
    [onFailure, ...command].join(" "),
  );
  expect({ file, commands }).toEqual({
    file: "/Users/ada/Library/LaunchAgents/musaic-catalog.plist",
    commands: [
      "ignore launchctl bootout gui/501/musaic-catalog",
      "fail launchctl enable gui/501/musaic-catalog",
      "fail launchctl bootstrap gui/501 /Users/ada/Library/LaunchAgents/musaic-catalog.plist",
      "ignore launchctl bootout gui/501/musaic-catalog",
      "fail launchctl print gui/501/musaic-catalog",
    ],
  });
});

test("what launchd says about a job's state is understood", () => {
  const { isRunning } = launchdPlan(EXAMPLES.darwin);
  const printed = ["running", "not running", "spawn scheduled"].map(
    (state) => `gui/501/musaic-catalog = {\n\tactive count = 1\n\tstate = ${state}\n\tpid = 7\n}`,
  );
  expect(printed.map(isRunning)).toEqual([true, false, false]);
});
