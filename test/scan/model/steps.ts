import * as fc from "fast-check";

/** Which of the files (or folders) that are there: a number, modulo how many there are. */
type Pick = number;

/** What may happen on disk. Places are where nothing, or another file, may stand. */
export type Step =
  | { readonly do: "write" | "replace"; readonly place: string; readonly take: number; readonly time: number }
  | { readonly do: "edit"; readonly file: Pick; readonly take: number; readonly time: number }
  | { readonly do: "touch"; readonly file: Pick; readonly time: number }
  | { readonly do: "move"; readonly file: Pick; readonly place: string }
  | { readonly do: "copy"; readonly file: Pick; readonly place: string; readonly keepsTime: boolean }
  | { readonly do: "rotate"; readonly files: readonly Pick[] }
  | { readonly do: "delete"; readonly file: Pick }
  | { readonly do: "empty"; readonly folder: string }
  | { readonly do: "rename-folder"; readonly folder: string; readonly to: string }
  | { readonly do: "unmount"; readonly library: "one" | "two"; readonly leaves: "nothing" | "folder" }
  | { readonly do: "remount"; readonly library: "one" | "two" };

export interface PassStep {
  readonly over: readonly string[];
  readonly acceptMissing: boolean;
  readonly verify: boolean;
  /** Ends the pass at its n-th sign of life; 0: never. */
  readonly killAt: number;
  readonly kill: "abort" | "throw";
  /** Afterwards the same pass again: it must change nothing. */
  readonly again: boolean;
}

export interface Round {
  readonly steps: readonly Step[];
  readonly pass: PassStep;
}

export interface History {
  readonly tree: readonly { readonly place: string; readonly take: number; readonly time: number }[];
  readonly rounds: readonly Round[];
}

/** `shelf` is no library: what goes there is deleted for the catalog, and what comes from there is restored. */
const FOLDERS = ["one", "one/a", "one/a/b", "one/c", "two", "two/a", "shelf"];
const NAMES = ["1.wav", "2.wav", "3.wav"];

const place = fc
  .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES))
  .map(([folder, name]) => `${folder}/${name}`);
/** Few takes, so that contents meet; 0 is empty. */
const take = fc.integer({ min: 0, max: 5 });
/** Few times, so that a size and a time often say nothing. */
const time = fc.integer({ min: 0, max: 2 });
const file = fc.nat({ max: 11 });
const folder = fc.constantFrom(...FOLDERS.filter((one) => one.includes("/")));
const library = fc.constantFrom("one" as const, "two" as const);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("write" as const), place, take, time }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("replace" as const), place, take, time }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("edit" as const), file, take, time }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("touch" as const), file, time }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("move" as const), file, place }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("copy" as const), file, place, keepsTime: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("rotate" as const),
      files: fc.array(file, { minLength: 2, maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), file }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("empty" as const), folder: fc.constantFrom(...FOLDERS) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rename-folder" as const), folder, to: folder }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("unmount" as const),
      library,
      leaves: fc.constantFrom("nothing" as const, "folder" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remount" as const), library }) },
);

const pass = fc
  .record({
    over: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(["one"], ["two"]) },
      { weight: 3, arbitrary: fc.constantFrom(["one", "two"], ["two", "one"]) },
      { weight: 2, arbitrary: fc.constantFrom(["one/a"], ["one/c"], ["two/a"]) },
    ),
    acceptMissing: seldom(4),
    verify: seldom(9),
    isKilled: seldom(4),
    killAt: fc.integer({ min: 1, max: 7 }),
    kill: fc.constantFrom("abort" as const, "throw" as const),
    again: seldom(3),
  })
  // A killed pass has one library, so that it is known which one was killed.
  .map(({ isKilled, killAt, over, ...rest }): PassStep => ({
    ...rest,
    over: isKilled ? over.slice(0, 1) : over,
    killAt: isKilled ? killAt : 0,
  }));

/** True once for so many times false. */
function seldom(weight: number): fc.Arbitrary<boolean> {
  return fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
}

export const history: fc.Arbitrary<History> = fc.record({
  tree: fc.array(fc.record({ place, take, time }), { minLength: 2, maxLength: 8 }),
  rounds: fc.array(fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 5 }), pass }), {
    minLength: 1,
    maxLength: 3,
  }),
});
