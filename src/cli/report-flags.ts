import { type Command, InvalidArgumentError, Option } from "commander";
import { CatalogError } from "../domain/catalog-error.ts";
import { normaliseFolder } from "../domain/path-rules.ts";

export interface FormatFlags<Format extends string> {
  readonly format: Format;
  readonly json?: true;
}

/** `--format` and `--json`, which every report takes. */
export function formatOptions(formats: readonly string[]): [Option, Option] {
  return [
    new Option("--format <format>", "how it is written").choices(formats).default("table"),
    new Option("--json", "the same as --format json: one JSON object on stdout"),
  ];
}

export function formatOf<Format extends string>({ format, json }: FormatFlags<Format>): Format | "json" {
  return json === true ? "json" : format;
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
