import type { z } from "zod";
import { catalogSchema, logSchema } from "./catalog-config.ts";
import { VARIABLE_PREFIX, variableOf, type KeyPath } from "./environment.ts";
import { nearestName } from "./nearest-name.ts";

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with `catalog`, as one line for a person: where, what was expected, and the name that was perhaps meant.
 * Values are not repeated: who pastes a password into the wrong key does not want it in a log.
 */
export function explainIssues(
  issues: readonly Issue[],
  { fromEnv, file }: { readonly fromEnv: ReadonlySet<string>; readonly file: string | null },
): string {
  const faults = issues.flatMap((issue) => explain(issue, fromEnv));
  const [inFile, inEnv] = [
    faults.filter((fault) => !isOfVariable(fault)),
    faults.filter((fault) => isOfVariable(fault)),
  ];
  const where = file === null || inFile.length === 0 ? "" : `${file}: `;
  return where + [...inFile, ...inEnv].join("; ");
}

function explain(issue: Issue, fromEnv: ReadonlySet<string>): string[] {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => explainKey(key, path));
  const meant = issue.code === "invalid_value" ? nearestValue(issue) : null;
  return [`${placeOf(path, fromEnv)}: expected ${issue.message}${didYouMean(meant)}`];
}

function explainKey(key: string, path: readonly (string | number)[]): string {
  const place = placeOf([...path, key], new Set());
  if (key === "dbConnectionString")
    return `${place}: this key stands at the top of the file, not under catalog`;
  const known = Object.keys(path.length === 0 ? catalogSchema.shape : logSchema.unwrap().shape);
  const meant = nearestName(key, known);
  return `${place}: no such key${meant === null ? `, only ${known.join(", ")}` : didYouMean(meant)}`;
}

function isOfVariable(fault: string): boolean {
  return fault.startsWith(VARIABLE_PREFIX);
}

/** The variable that set the value, or its place in the file: catalog.libraries[1]. */
function placeOf(path: readonly (string | number)[], fromEnv: ReadonlySet<string>): string {
  const keys: KeyPath = path.filter((part) => typeof part === "string");
  const variable = variableOf(keys);
  const stem = fromEnv.has(variable) ? variable : ["catalog", ...keys].join(".");
  return stem + path.map((part) => (typeof part === "number" ? `[${part}]` : "")).join("");
}

function nearestValue(issue: Issue & { code: "invalid_value" }): string | null {
  return typeof issue.input === "string" ? nearestName(issue.input, issue.values.map(String)) : null;
}

function didYouMean(meant: string | null): string {
  return meant === null ? "" : `; did you mean "${meant}"?`;
}
