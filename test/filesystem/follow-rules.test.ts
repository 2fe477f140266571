import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileFollowRules, type FollowRules, type PathFilter } from "../../src/filesystem/follow-rules.ts";
import { walk } from "../../src/filesystem/walker.ts";
import { makeTree, withFolder } from "../world/tree.ts";

const RULES: FollowRules = {
  include: [],
  alwaysExclude: ["._*", "@eaDir", "*.tmp"],
  exclude: [],
  extensions: ["wav", "tmp"],
  followSymlinks: false,
};

const TREE = [
  "a.wav",
  "Backup_2024/a.wav",
  "Backup_2024/deep/b.wav",
  "Drums/Backup_old/a.wav",
  "Drums/Kicks/1.wav",
  "Drums/Kicks/2.wav",
  "Drums/Snares/1.wav",
  "Old_01/a.wav",
  "Old_1/a.wav",
  "[old] kit/b.wav",
  "{x} kit/b.wav",
  "Backup_file.wav",
  "backup/a.wav",
  "Loops/120 bpm/a.wav",
  "Loops/120 bpm (copy)/a.wav",
  "A+B/a.wav",
  "100%/a.wav",
  "x\ny/a.wav",
  "Sp\u00E4ter/a.wav",
];

/** What `exclude` leaves of the tree; where git means the same by these words, it is asked too. */
interface Case {
  readonly exclude: readonly string[];
  readonly leavesOut: readonly string[];
  /** False: git means something else by it, and the reason. */
  readonly git?: string;
}

const below = (...folders: string[]): string[] =>
  TREE.filter((name) => folders.some((folder) => name.startsWith(`${folder}/`)));

const CASES: readonly Case[] = [
  { exclude: [], leavesOut: [] },
  { exclude: ["Backup_2024/"], leavesOut: below("Backup_2024") },
  { exclude: ["Backup_2024"], leavesOut: below("Backup_2024") },
  { exclude: ["/Backup_2024"], leavesOut: below("Backup_2024") },
  { exclude: ["/Backup_2024/"], leavesOut: below("Backup_2024") },
  { exclude: ["Backup_*/"], leavesOut: below("Backup_2024", "Drums/Backup_old") },
  { exclude: ["Backup_*"], leavesOut: [...below("Backup_2024", "Drums/Backup_old"), "Backup_file.wav"] },
  { exclude: ["/Backup_*/"], leavesOut: below("Backup_2024") },
  { exclude: ["/Backup_*"], leavesOut: [...below("Backup_2024"), "Backup_file.wav"] },
  { exclude: ["Backup_????/"], leavesOut: below("Backup_2024") },
  { exclude: ["Old_??/"], leavesOut: below("Old_01") },
  { exclude: ["Old_?/"], leavesOut: below("Old_1") },
  { exclude: ["Old_*"], leavesOut: below("Old_01", "Old_1") },
  { exclude: ["[Bb]ackup/"], leavesOut: below("backup") },
  { exclude: ["[Bb]ackup_2024/"], leavesOut: below("Backup_2024") },
  { exclude: ["[!B]ackup/"], leavesOut: [], git: "git compares letters" },
  { exclude: ["[!X]ackup/"], leavesOut: below("backup") },
  { exclude: ["Old_[!1]?"], leavesOut: below("Old_01") },
  { exclude: ["x?y/"], leavesOut: below("x\ny") },
  { exclude: ["Spa\u0308ter/"], leavesOut: below("Sp\u00E4ter"), git: "git compares bytes" },
  { exclude: ["Sp?ter/"], leavesOut: below("Sp\u00E4ter"), git: "git compares bytes" },
  { exclude: ["Old_{01..03}"], leavesOut: below("Old_01"), git: "no braces in git" },
  { exclude: ["Old_{0..12}"], leavesOut: below("Old_1"), git: "no braces in git" },
  { exclude: ["[A-O]ld_01"], leavesOut: below("Old_01") },
  { exclude: ["\\[old\\] kit/"], leavesOut: below("[old] kit") },
  { exclude: ["\\[old\\] kit"], leavesOut: below("[old] kit") },
  { exclude: ["?old? kit/"], leavesOut: below("[old] kit") },
  { exclude: ["\\[old\\]*/"], leavesOut: below("[old] kit") },
  { exclude: ["[[]old[]] kit"], leavesOut: below("[old] kit"), git: "brackets in brackets: see docs" },
  { exclude: ["\\{x\\} kit/"], leavesOut: below("{x} kit") },
  {
    exclude: ["Backup_{2024,old}/"],
    leavesOut: below("Backup_2024", "Drums/Backup_old"),
    git: "no braces in git",
  },
  { exclude: ["{Drums/Kicks,Old_1}/"], leavesOut: below("Drums/Kicks", "Old_1"), git: "no braces in git" },
  { exclude: ["Drums/"], leavesOut: below("Drums") },
  { exclude: ["Drums/Kicks"], leavesOut: below("Drums/Kicks") },
  { exclude: ["Drums/Kicks/"], leavesOut: below("Drums/Kicks") },
  { exclude: ["/Drums/Kicks/"], leavesOut: below("Drums/Kicks") },
  { exclude: ["Drums/K*/"], leavesOut: below("Drums/Kicks") },
  { exclude: ["Drums/*/"], leavesOut: below("Drums") },
  { exclude: ["Drums/*"], leavesOut: below("Drums") },
  { exclude: ["Drums/**"], leavesOut: below("Drums") },
  { exclude: ["Drums/*/1.wav"], leavesOut: ["Drums/Kicks/1.wav", "Drums/Snares/1.wav"] },
  { exclude: ["*/Kicks"], leavesOut: below("Drums/Kicks") },
  { exclude: ["*/Kicks/*"], leavesOut: below("Drums/Kicks") },
  { exclude: ["Kicks"], leavesOut: below("Drums/Kicks") },
  { exclude: ["Kicks/"], leavesOut: below("Drums/Kicks") },
  { exclude: ["/Kicks/"], leavesOut: [] },
  { exclude: ["**/Kicks"], leavesOut: below("Drums/Kicks") },
  { exclude: ["**/Kicks/"], leavesOut: below("Drums/Kicks") },
  { exclude: ["**/Kicks/**"], leavesOut: below("Drums/Kicks") },
  { exclude: ["**/1.wav"], leavesOut: ["Drums/Kicks/1.wav", "Drums/Snares/1.wav"] },
  { exclude: ["1.wav"], leavesOut: ["Drums/Kicks/1.wav", "Drums/Snares/1.wav"] },
  { exclude: ["/a.wav"], leavesOut: ["a.wav"] },
  { exclude: ["a.wav/"], leavesOut: [] },
  { exclude: ["?.wav"], leavesOut: TREE.filter((name) => /(^|\/).\.wav$/.test(name)) },
  { exclude: ["*.wav"], leavesOut: TREE },
  { exclude: ["*"], leavesOut: TREE },
  { exclude: ["**"], leavesOut: TREE },
  { exclude: ["BACKUP_2024/", "OLD_*"], leavesOut: below("Backup_2024", "Old_01", "Old_1"), git: "case" },
  { exclude: ["120 bpm/"], leavesOut: below("Loops/120 bpm") },
  { exclude: ["*(copy)"], leavesOut: below("Loops/120 bpm (copy)") },
  { exclude: ["Loops/120 bpm (copy)/"], leavesOut: below("Loops/120 bpm (copy)") },
  { exclude: ["A+B/"], leavesOut: below("A+B") },
  { exclude: ["100%/"], leavesOut: below("100%") },
  { exclude: ["x*y/"], leavesOut: below("x\ny") },
  { exclude: ["Drums/Ki*/[12].wav"], leavesOut: below("Drums/Kicks") },
  { exclude: ["*.wav", "!a.wav"], leavesOut: TREE.filter((name) => !/(^|\/)a\.wav$/.test(name)) },
  { exclude: ["Drums/*", "!Drums/Kicks"], leavesOut: below("Drums/Backup_old", "Drums/Snares") },
  { exclude: ["!Drums/", "Drums/"], leavesOut: below("Drums") },
  { exclude: ["Drums/", "!Drums/"], leavesOut: [] },
  {
    exclude: ["Drums/", "!Drums/Kicks/1.wav"],
    leavesOut: below("Drums").filter((name) => name !== "Drums/Kicks/1.wav"),
    git: "git takes nothing back in a folder that is left out",
  },
  {
    exclude: ["Drums/", "!Kicks/"],
    leavesOut: below("Drums/Backup_old", "Drums/Snares"),
    git: "git takes nothing back in a folder that is left out",
  },
  {
    exclude: ["Drums/", "!2.wav"],
    leavesOut: below("Drums").filter((name) => name !== "Drums/Kicks/2.wav"),
    git: "git takes nothing back in a folder that is left out",
  },
];

/** As a walk would: a file is followed when every folder on its way is entered. */
function followedOf(rules: FollowRules, root: string, separator: string): string[] {
  const filter = compileFollowRules(rules, root, separator);
  return TREE.filter((name) => {
    const parts = name.split("/");
    const path = (count: number): string => [root, ...parts.slice(0, count)].join(separator);
    const isReached = parts.slice(0, -1).every((_, index) => filter.enters(path(index + 1)));
    const follows = filter.follows(path(parts.length));
    // A file that is followed lies in folders that are entered: what vanished is asked about without a walk.
    if (follows) expect(isReached).toBe(true);
    return follows;
  });
}

describe.each([
  ["/media/ada/Samples", "/"],
  ["/", "/"],
  ["C:\\Samples", "\\"],
  ["\\\\nas\\share\\Samples", "\\"],
  ["\\\\?\\C:\\Samples", "\\"],
])("in the library %s", (root, separator) => {
  test.each(CASES)("exclude $exclude", ({ exclude, leavesOut }) => {
    const start = root === "/" ? "" : root;
    expect(followedOf({ ...RULES, exclude }, start, separator)).toEqual(
      TREE.filter((name) => !leavesOut.includes(name)),
    );
  });
});

test("a real walk follows what the rules say", async () => {
  await withFolder(async (root) => {
    makeTree(root, Object.fromEntries(TREE.map((name) => [name, name])));
    for (const { exclude, leavesOut } of CASES) {
      const request = {
        root,
        scopes: [{ folder: root, deep: true }],
        rules: { ...RULES, exclude },
        skip: [],
      };
      const seen: string[] = [];
      for await (const { entries } of walk(request, { signal: new AbortController().signal }))
        seen.push(...entries.paths.map((path) => path.slice(root.length + 1)));
      expect({ exclude, seen: seen.sort() }).toEqual({
        exclude,
        seen: TREE.filter((name) => !leavesOut.includes(name)).sort(),
      });
    }
  });
});

test("where git means the same by the words, it leaves out the same", async () => {
  await withFolder(async (root) => {
    makeTree(root, Object.fromEntries(TREE.map((name) => [name, name])));
    const git = (args: string[], input: string): string =>
      spawnSync("git", ["-C", root, ...args], { encoding: "utf8", input }).stdout;
    git(["init", "-q"], "");
    for (const { exclude, leavesOut, git: reason } of CASES) {
      if (reason !== undefined) continue;
      makeTree(root, { ".git/info/exclude": `${exclude.join("\n")}\n` });
      const ignored = git(["check-ignore", "--no-index", "--stdin", "-z"], TREE.join("\0"));
      expect({ exclude, ignored: ignored.split("\0").filter((name) => name !== "") }).toEqual({
        exclude,
        ignored: TREE.filter((name) => leavesOut.includes(name)),
      });
    }
  });
});

test.each([
  [["*.wav"], ["a.wav", "Drums/a.wav", "Drums/Kicks/c.wav", "Kits/b.wav", "Kits/Drums/b.wav"]],
  [["Drums/"], ["Drums/a.wav", "Drums/Kicks/c.wav", "Kits/Drums/b.wav"]],
  [["/Drums/"], ["Drums/a.wav", "Drums/Kicks/c.wav"]],
  [["Drums/Kicks/"], ["Drums/Kicks/c.wav"]],
  [["Drums/*.wav"], ["Drums/a.wav"]],
  [["Dr?ms/**/c.wav"], ["Drums/Kicks/c.wav"]],
  [["{Drums,Kits}/*.wav"], ["Drums/a.wav", "Kits/b.wav"]],
  [[".samples/"], [".samples/d.wav"]],
  [
    ["**", ".samples/**"],
    ["a.wav", "Drums/a.wav", "Drums/Kicks/c.wav", "Kits/b.wav", "Kits/Drums/b.wav", ".samples/d.wav"],
  ],
])("include %j", (include, expected) => {
  const filter = compileFollowRules({ ...RULES, include }, "/l", "/");
  const all = [
    "a.wav",
    "Drums/a.wav",
    "Drums/Kicks/c.wav",
    "Kits/b.wav",
    "Kits/Drums/b.wav",
    ".samples/d.wav",
    "Drums/.hidden.wav",
  ];
  const isReached = (name: string): boolean =>
    name
      .split("/")
      .slice(0, -1)
      .every((_, index, parts) => filter.enters(join("/l", ...parts.slice(0, index + 1))));
  const followed = all.filter((name) => filter.follows(join("/l", name)));
  expect(followed.sort()).toEqual([...expected].sort());
  expect(followed.every(isReached)).toBe(true);
});

test("a folder that nothing included can lie in is not entered", () => {
  const filter = compileFollowRules({ ...RULES, include: ["Drums/Kicks/"] }, "/l", "/");
  expect(["/l", "/l/Drums", "/l/Drums/Kicks", "/l/Drums/Kicks/deep"].map(filter.enters)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["/l/Loops", "/l/Drums/Snares", "/l/.hidden"].map(filter.enters)).toEqual([false, false, false]);
});

const of = (...exclude: string[]): PathFilter => compileFollowRules({ ...RULES, exclude }, "/l", "/");

test("what is left out always is not looked into for what is taken back, unless it is taken back itself", () => {
  expect(of("!a.wav").enters("/l/@eaDir")).toBe(false);
  expect(of("!@eaDir/").enters("/l/@eaDir")).toBe(true);
  expect(of("!@eaDir/").follows("/l/@eaDir/a.wav")).toBe(true);
  expect(of("!*.tmp").follows("/l/take.tmp")).toBe(true);
  expect(of().follows("/l/take.tmp")).toBe(false);
});
