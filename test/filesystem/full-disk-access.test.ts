import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasFullDiskAccess } from "../../src/filesystem/full-disk-access.ts";
import { fullDiskAccessFindings } from "../../src/report/library-findings.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const GUARDED = "Library/Application Support/com.apple.TCC";
const NOBODY = 65_534;

test("macOS's own guarded folder tells whether this program may see all drives", async () => {
  await withFolder(async (home) => {
    expect(hasFullDiskAccess({ platform: "darwin", homedir: home })).toBe(null);
    makeTree(home, { [`${GUARDED}/TCC.db`]: "whatever" });
    expect(hasFullDiskAccess({ platform: "darwin", homedir: home })).toBe(true);
    expect(hasFullDiskAccess({ platform: "linux", homedir: home })).toBe(null);
    // A folder that its own reader may not list, also where the tests run as root.
    chmodSync(join(home, GUARDED), 0o000);
    asOrdinaryUser(home, () => {
      expect(hasFullDiskAccess({ platform: "darwin", homedir: home })).toBe(false);
    });
    chmodSync(join(home, GUARDED), 0o755);
  });
});

test("doctor says what macOS hides and who has to be let in, and nothing where there is nothing to say", () => {
  expect(fullDiskAccessFindings(null, "/usr/bin/node")).toEqual([]);
  expect(fullDiskAccessFindings(true, "/usr/bin/node")).toEqual([]);
  const [finding] = fullDiskAccessFindings(false, "/opt/node/bin/node");
  expect(finding).toMatchObject({ code: "full-disk-access", severity: "note" });
  expect(finding?.message).toContain("Full Disk Access");
  expect(finding?.remedy).toContain("/opt/node/bin/node");
});

function asOrdinaryUser(home: string, use: () => void): void {
  if (process.getuid?.() !== 0) return use();
  chownSync(home, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    use();
  } finally {
    process.seteuid?.(0);
  }
}
