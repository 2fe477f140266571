import { expect, test } from "vitest";
import { chooseKeeper, parseKeepRule, type Keepable } from "../../src/report/keep-rule.ts";
import { globToRegExp } from "../../src/report/name-glob.ts";

function file(filePath: string, facts: Partial<Keepable> = {}): Keepable {
  return { filePath, mtimeNs: 5n, clips: 0, uses: 0, isKnown: true, reachable: true, ...facts };
}

function choose(rules: string[], ...files: [Keepable, ...Keepable[]]): [string, string] {
  const { file: kept, rule } = chooseKeeper(
    files,
    rules.map((text) => parseKeepRule(text)),
  );
  return [kept.filePath, rule];
}

test("each rule chooses what its name says", () => {
  const old = file("/s/long/name.wav", { mtimeNs: 1n });
  const used = file("/s/b.wav", { clips: 2 });
  const young = file("/t/cc.wav", { mtimeNs: 9n, clips: 1 });
  expect(
    ["used", "oldest", "newest", "shortest-path", "longest-path", "under:/t", "name:C?.WAV"].map((rule) =>
      choose([rule], old, used, young),
    ),
  ).toEqual([
    ["/s/b.wav", "used"],
    ["/s/long/name.wav", "oldest"],
    ["/t/cc.wav", "newest"],
    ["/s/b.wav", "shortest-path"],
    ["/s/long/name.wav", "longest-path"],
    ["/t/cc.wav", "under:/t"],
    ["/t/cc.wav", "name:C?.WAV"],
  ]);
});

test("a rule decides among what the rules before it left", () => {
  const files: [Keepable, ...Keepable[]] = [
    file("/s/1.wav", { mtimeNs: 1n }),
    file("/t/22.wav", { clips: 1, mtimeNs: 3n }),
    file("/t/3.wav", { clips: 1, mtimeNs: 3n }),
  ];
  expect(choose(["used", "oldest", "shortest-path"], ...files)).toEqual(["/t/3.wav", "shortest-path"]);
});

test("the first path settles a tie", () => {
  expect(choose(["used"], file("/a.wav"), file("/b.wav"))).toEqual(["/a.wav", "first-path"]);
});

test("a copy out of reach is kept only if all are", () => {
  const away = file("/usb/1.wav", { clips: 9, reachable: false });
  expect(choose(["used"], away, file("/b.wav"))).toEqual(["/b.wav", "reachable"]);
  expect(choose(["used"], file("/a.wav", { reachable: false }), away)).toEqual(["/usb/1.wav", "used"]);
});

test("a file of 2300, beyond 64 bits of nanoseconds, is newer than one of today, and one of 1969 older", () => {
  const [past, now] = [-1_000_000_000n, 1_795_000_000_000_000_000n];
  const future = BigInt.asIntN(64, 10_413_792_000_000_000_000n);
  const files = [
    file("/past.wav", { mtimeNs: past }),
    file("/now.wav", { mtimeNs: now }),
    file("/future.wav", { mtimeNs: future }),
  ] as [Keepable, ...Keepable[]];
  expect(["oldest", "newest"].map((rule) => choose([rule], ...files)[0])).toEqual([
    "/past.wav",
    "/future.wav",
  ]);
});

test("a copy of unknown age is neither the oldest nor the newest", () => {
  const unknown = file("/a.wav", { mtimeNs: null });
  expect(choose(["oldest"], unknown, file("/b.wav"))[0]).toBe("/b.wav");
  expect(choose(["newest"], unknown, file("/b.wav"))[0]).toBe("/b.wav");
});

test("a folder beside the preferred one with a longer name does not count as it", () => {
  expect(choose(["under:/s/A"], file("/s/A B/1.wav"), file("/s/A/1.wav"))[0]).toBe("/s/A/1.wav");
});

test.each(["", "eldest", "under:", "name:", "used:", ":x"])(
  "%j is refused with the rules there are",
  (text) => {
    expect(() => parseKeepRule(text)).toThrow(/is no rule: expected used, under:<folder>/);
  },
);

test("a name glob means itself but for *, ? and sets, whatever the case", () => {
  const cases: [string, string, boolean][] = [
    ["*.wav", "KICK.WAV", true],
    ["*.wav", "kick.wave", false],
    ["k?ck.wav", "kick.wav", true],
    ["kick (1).wav", "kick (1).wav", true],
    ["kick [0-9].wav", "kick 7.wav", true],
    ["kick [!0-9].wav", "kick 7.wav", false],
    ["a+b^$.{wav}|", "a+b^$.{wav}|", true],
    ["[a", "[a", true],
    ["[]x]", "]", true],
    ["*", "two\nlines", true],
    ["🥁?.wav", "🥁é.wav", true],
  ];
  expect(cases.map(([glob, name]) => [glob, name, globToRegExp(glob).test(name)])).toEqual(cases);
});
