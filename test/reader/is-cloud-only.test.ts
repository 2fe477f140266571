import { expect, test } from "vitest";
import { isCloudOnly } from "../../src/reader/is-cloud-only.ts";

test("a size without blocks means a cloud on Windows and macOS, and a sparse file on Linux", () => {
  const placeholder = { size: 1000n, blocks: 0n };
  const cases = {
    windows: isCloudOnly(placeholder, "win32"),
    mac: isCloudOnly(placeholder, "darwin"),
    linux: isCloudOnly(placeholder, "linux"),
    here: isCloudOnly({ size: 1000n, blocks: 8n }, "darwin"),
    empty: isCloudOnly({ size: 0n, blocks: 0n }, "darwin"),
    "in the file table of Windows": isCloudOnly({ size: 300n, blocks: 0n }, "win32"),
  };
  expect(cases).toEqual({
    windows: true,
    mac: true,
    linux: false,
    here: false,
    empty: false,
    "in the file table of Windows": false,
  });
});
