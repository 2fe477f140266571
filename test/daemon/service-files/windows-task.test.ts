import { expect, test } from "vitest";
import {
  taskName,
  windowsArgument,
  windowsPlan,
  windowsTask,
} from "../../../src/daemon/service-files/windows-task.ts";
import { packageFile } from "../../../src/package-file.ts";
import { EXAMPLES } from "./example-facts.ts";
import { textsOf, xmlDocument } from "./xml-document.ts";

test("service/ holds the task of the example (vitest --update writes it anew)", async () => {
  await expect(windowsTask(EXAMPLES.win32)).toMatchFileSnapshot(
    packageFile("service/musaic-catalog-task.xml"),
  );
});

test("the task starts at the log-on of its user alone, as that user, for ever, also on battery", () => {
  const document = xmlDocument(windowsTask({ ...EXAMPLES.win32, user: "R&B\\ada" }));
  const texts = (name: string): (string | null)[] => textsOf(document, name);
  expect({
    users: texts("UserId"),
    logon: texts("LogonType"),
    level: texts("RunLevel"),
    limit: texts("ExecutionTimeLimit"),
    battery: [...texts("DisallowStartIfOnBatteries"), ...texts("StopIfGoingOnBatteries")],
    instances: texts("MultipleInstancesPolicy"),
  }).toEqual({
    users: ["R&B\\ada", "R&B\\ada"],
    logon: ["InteractiveToken"],
    level: ["LeastPrivilege"],
    limit: ["PT0S"],
    battery: ["false", "false"],
    instances: ["IgnoreNew"],
  });
});

test("its command line is split into the words that were meant", () => {
  const config = "D:\\Drum & Bass <live>\\it's 100%\\musaic.config.json";
  const document = xmlDocument(windowsTask({ ...EXAMPLES.win32, config }));
  expect(splitByWindows(textsOf(document, "Arguments")[0] ?? "")).toEqual([
    "--headless",
    "C:\\Program Files\\nodejs\\node.exe",
    "C:\\Users\\ada\\Studio\\node_modules\\musaic-catalog\\dist\\main.js",
    "watch",
    "--config",
    config,
    "--log-file",
    "C:\\Users\\ada\\AppData\\Local\\musaic-catalog\\logs\\service.log",
    "--as-service",
  ]);
});

test.each(["", "plain", "a b", "C:\\", "C:\\a b\\", 'a"b', 'a\\"b', "a\\\\", 'a b\\\\"', "\t", "ü 鼓"])(
  "%j survives being an argument",
  (word) => {
    expect(splitByWindows(`x ${windowsArgument(word)} y`)).toEqual(["x", word, "y"]);
  },
);

test("a name for the task can't clash with another user's, nor hold what a name can't", () => {
  expect(["ada", "STUDIO\\ada", 'a"b*c'].map(taskName)).toEqual([
    "MUSaiC catalog of ada",
    "MUSaiC catalog of STUDIO-ada",
    "MUSaiC catalog of a-b-c",
  ]);
});

test("the task is made from its file, started, and asked for in words that no language changes", () => {
  const { file, encoding, install, uninstall, status, isRunning } = windowsPlan({
    ...EXAMPLES.win32,
    user: "O'Hara",
  });
  const xml = "C:\\Users\\ada\\AppData\\Local\\musaic-catalog\\logs\\musaic-catalog-task.xml";
  const name = "MUSaiC catalog of O'Hara";
  expect({
    file,
    encoding,
    commands: [...install, ...uninstall, status].map(({ command }) => command),
  }).toEqual({
    file: xml,
    encoding: "utf16le",
    commands: [
      ["schtasks.exe", "/End", "/TN", name],
      ["schtasks.exe", "/Create", "/F", "/TN", name, "/XML", xml],
      ["schtasks.exe", "/Run", "/TN", name],
      ["schtasks.exe", "/End", "/TN", name],
      ["schtasks.exe", "/Delete", "/F", "/TN", name],
      [
        "powershell.exe",
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "[string](Get-ScheduledTask -TaskName 'MUSaiC catalog of O''Hara' -ErrorAction Stop).State",
      ],
    ],
  });
  expect(["Running\r\n", "Ready\r\n", ""].map(isRunning)).toEqual([true, false, false]);
});

/** The documented rules of CommandLineToArgvW for what follows the program. */
function splitByWindows(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (const [part, slashes = "", quote] of line.matchAll(/(\\*)(")|\\+|[^\\]/g)) {
    if (quote !== undefined) {
      word = (word ?? "") + "\\".repeat(Math.floor(slashes.length / 2));
      if (slashes.length % 2 === 1) word += '"';
      else quoted = !quoted;
    } else if (!quoted && /^[ \t]$/.test(part)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + part;
  }
  return word === null ? words : [...words, word];
}
