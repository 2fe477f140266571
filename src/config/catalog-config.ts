import * as z from "zod";
import { ALWAYS_EXCLUDED, DEFAULT_EXTENSIONS, defaultReaders, MAX_READERS } from "./catalog-defaults.ts";

// A schema's error is what was expected: it ends the sentence "catalog.readers: expected …".

function list<T extends z.ZodType>(item: T, expected: string): z.ZodArray<T> {
  return z.array(item, `a list of ${expected}`);
}

function number(
  kind: z.ZodNumber,
  { min, max, what }: { min: number; max: number; what: string },
): z.ZodNumber {
  const expected = `${what} from ${min} to ${max}`;
  return kind.min(min, expected).max(max, expected);
}

/** A name that is there: no text of blanks only, and no NUL, which no file system takes. */
function text(expected: string): z.ZodString {
  // oxlint-disable-next-line no-control-regex -- NUL is what this is about
  return z.string(expected).regex(/^[^\0]*[^\0\s][^\0]*$/, expected);
}

const library = text("a folder, absolute or relative to this file");
const glob = text('a glob such as "Drums/**" or "*.bak"');
const extension = z
  .string('an extension such as "wav"')
  .regex(/^\.?[^\s.,*?/\\]+$/, 'an extension such as "wav"')
  .overwrite((given) => given.replace(/^\./, "").toLowerCase());

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const FORMATS = ["json", "text"] as const;

export const logSchema = z
  .strictObject(
    {
      level: z
        .enum(LEVELS, `one of ${LEVELS.join(", ")}`)
        .default("info")
        .describe("The least important events that are logged."),
      format: z
        .enum(FORMATS, `one of ${FORMATS.join(", ")}`)
        .default("json")
        .describe("json: one object a line, for machines. text: one sentence a line, for people."),
    },
    "an object",
  )
  .prefault({})
  .describe("What is logged, and how.");

/** The key `catalog` of musaic.config.json: the only source of its checks, its types and its JSON schema. */
export const catalogSchema = z.strictObject(
  {
    libraries: list(library, "folders")
      .default([])
      .describe("The sample folders that the catalog follows: absolute, or relative to this file."),
    projects: list(library, "folders")
      .default([])
      .describe(
        "Folders outside of the libraries with projects, songs and kits of other programs: the samples that they name count as used. Those in the libraries are found without this.",
      ),
    include: list(glob, "globs")
      .default([])
      .describe(
        'Globs of what to take, in any case; empty means everything. "*.wav" or "Loops/" count at any depth, "Drums/Kicks/" from the library on. Hidden files are taken only where a glob names them: ".samples/".',
      ),
    exclude: list(glob, "globs")
      .default([])
      .describe(
        `Globs of files and folders to leave out, in any case, besides those left out always: ${ALWAYS_EXCLUDED.join(", ")}. As in .gitignore: "Backup_*/" is a folder at any depth, "/Exports/" one of the library's own; the last glob that matches counts, and "!" takes back: "!*.tmp", "!Backup_1/keep.wav".`,
      ),
    extensions: list(extension, "extensions, at least one")
      .min(1, "a list of extensions, at least one")
      .default([...DEFAULT_EXTENSIONS])
      .describe("The extensions of files to take, in any case. A list here replaces the default."),
    followSymlinks: z
      .boolean("true or false")
      .default(false)
      .describe("Whether links to folders and files are followed."),
    readers: number(z.int(`a whole number from 1 to ${MAX_READERS}`), {
      min: 1,
      max: MAX_READERS,
      what: "a whole number",
    })
      .optional()
      .transform((given) => given ?? defaultReaders())
      .describe("How many files are read at once. Default: one a core, at most 8."),
    // Ten minutes: a folder that must be quiet for longer than that never is.
    settleMs: number(z.int("a whole number from 0 to 600000"), {
      min: 0,
      max: 600_000,
      what: "a whole number",
    })
      .default(2000)
      .describe("How long a file must be unchanged before the service takes it in, in milliseconds."),
    // A week at most: Node's timers end at 24.8 days, and a catalog looked at more rarely isn't kept true.
    reconcileMinutes: number(z.number("a number from 0.1 to 10080"), {
      min: 0.1,
      max: 10_080,
      what: "a number",
    })
      .optional()
      .describe(
        "How often the service looks at everything, in minutes. Default: 360 where the disk reports changes, 60 where it must be polled.",
      ),
    log: logSchema,
  },
  "an object",
);

type Shape = z.output<typeof catalogSchema>;

/**
 * The checked key `catalog`: every default filled in, but `reconcileMinutes`, which hangs on the library's drive. Libraries
 * and projects are absolute; include and exclude are globs relative to a library; extensions are lower case without the dot.
 */
export type CatalogConfig = {
  readonly [Key in keyof Shape]: Shape[Key] extends string[] ? readonly string[] : Readonly<Shape[Key]>;
};
