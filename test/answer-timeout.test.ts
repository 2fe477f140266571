import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { packageFile } from "../src/package-file.ts";

/** What the built program takes it for, where the variable is set so. */
function timeoutBy(value: string | undefined): string {
  const script = `import(${JSON.stringify(packageFile("build/answer-timeout.js"))}).then((its) => console.log(its.ANSWER_TIMEOUT_MS, its.ANSWER_TIMEOUT))`;
  const env = {
    PATH: process.env["PATH"],
    ...(value === undefined ? {} : { MUSAIC_ANSWER_TIMEOUT_SECONDS: value }),
  };
  return execFileSync(process.execPath, ["-e", script], { env, encoding: "utf8" }).trim();
}

test("a drive or a server that gives no sign of life is given up after 30 s, or what the environment says", () => {
  expect([undefined, "", "6", "90", "0", "soon"].map(timeoutBy)).toEqual([
    "30000 30 s",
    "30000 30 s",
    "6000 6 s",
    "90000 90 s",
    "30000 30 s",
    "30000 30 s",
  ]);
});
