import { type Command, InvalidArgumentError, Option } from "commander";
import { extname } from "node:path";
import { CatalogError } from "../domain/catalog-error.ts";
import type { ReportFormat } from "../report/write-report.ts";
import { normaliseFolder } from "../domain/path-rules.ts";

export interface ReportFlags<Format extends string> {
  readonly format?: Format;
  readonly json?: true;
  readonly output?: string;
}

/** `--format`, `--json` and `--output`, which mean the same on every report. */
export function reportOptions(formats: readonly string[]): [Option, Option, Option] {
  return [
    new Option(
      "--format <format>",
      "how it is written (default: as the ending of --output says, else table)",
    ).choices(formats),
    new Option("--json", "the same as --format json: one JSON object on stdout"),
    new Option("--output <file>", "write to this file, which appears when it is whole"),
  ];
}

/** Endings of --output that say a format. */
const ENDINGS: Readonly<Record<string, string>> = {
  ".json": "json",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".csv": "csv",
  ".m3u8": "m3u8",
};

/**
 * The format that was asked for: by --json, by --format, or by the ending of --output. Throws CatalogError "usage" for an ending of
 * a format that this report has not.
 */
export function formatOf<Format extends string>(
  { format, json, output }: ReportFlags<Format>,
  formats: readonly Format[],
): Format {
  const wanted = json === true ? "json" : (format ?? ENDINGS[extname(output ?? "").toLowerCase()] ?? "table");
  const known = formats.find((one) => one === wanted);
  if (known === undefined)
    throw new CatalogError(
      "usage",
      `--output ${output}: this report can't be written as ${wanted}: ${formats.join(", ")}`,
    );
  return known;
}

/** What fits a screen of entries with two to five lines each. */
export const ENTRIES_ON_A_SCREEN = 20;

/** What every report can be written as. */
export const FORMATS = ["table", "json", "ndjson", "csv"] as const satisfies ReportFormat[];

/** `--limit`, which means the same on every report: so many entries of its list; what it counts is counted of all. */
export function limitOption(entries: string, inTable: number | null): Option {
  const usual = inTable === null ? "all" : `${inTable} in a table, else all`;
  return new Option(
    "--limit <count>",
    `so many ${entries}, or all; the totals are of all (default: ${usual})`,
  ).argParser(parseLimit);
}

/** A person reads so many entries; what a program reads, or a file is to hold, is whole. */
export function limitOf(
  { limit, output }: { readonly limit?: number; readonly output?: string },
  format: string,
  inTable: number,
): { limit?: number } {
  const isRead = format === "table" && output === undefined;
  const most = limit ?? (isRead ? inTable : Number.POSITIVE_INFINITY);
  return Number.isFinite(most) ? { limit: most } : {};
}

/** Files by name instead of counts by folder: all of them, or the first so many. */
export function byName({ all, limit }: { readonly all?: true; readonly limit?: number }): {
  all: boolean;
  limit?: number;
} {
  const isByName = all === true || limit !== undefined;
  return {
    all: isByName,
    ...(all !== true && Number.isFinite(limit ?? Infinity) && limit !== undefined && { limit }),
  };
}

/** Infinity: all. */
export function parseLimit(text: string): number {
  if (text === "all") return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError("expected a whole number from 1 on, or all");
  return Number(text);
}

/** Throws CatalogError "usage" for `--json` beside another format that was asked for. */
export function refuseTwoFormats(command: Command): void {
  const { json, format } = command.opts<{ json?: boolean; format?: string }>();
  if (json === true && format !== "json" && command.getOptionValueSource("format") === "cli")
    throw new CatalogError("usage", `--json and --format ${format} exclude each other`);
}

/** Folders as the catalog spells them. Throws CatalogError "usage" for an empty name. */
export function foldersOf(given: readonly string[] = []): string[] {
  return given.map((folder) => {
    if (folder.trim() === "")
      throw new CatalogError("usage", "a folder's name is empty: check the command line");
    return normaliseFolder(folder, { cwd: process.cwd(), platform: process.platform });
  });
}

export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("expected a whole number from 1 on");
  return Number(text);
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
const BINARY_UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** `500`, `10k`, `5MB`, `1.5 GiB`: powers of 1000, with `i` of 1024. */
export function parseSize(text: string): number {
  const match = /^(\d{1,15}(?:\.\d+)?)\s*(?:([kmgt]?)b?|([kmgt])ib)$/i.exec(text.trim());
  if (match === null) throw new InvalidArgumentError("expected a size such as 500, 10k, 5MB or 1GiB");
  const [, number, unit, binaryUnit] = match;
  const factor = BINARY_UNITS[binaryUnit?.toLowerCase() ?? ""] ?? UNITS[unit?.toLowerCase() ?? ""] ?? 1;
  return Math.ceil(Number(number) * factor);
}

/** `used,oldest` and `--keep used --keep oldest` say the same; a comma inside a folder or glob is a comma. */
export function parseKeep(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text.split(/,(?=(?:used|oldest|newest|shortest-path|longest-path)(?:,|$)|(?:under|name):)/),
  ];
}
