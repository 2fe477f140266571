import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

/** The layer table of ARCHITECTURE.md: what each folder may import, beside itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "main.ts": ["cli"],
  "index.ts": [
    "scan",
    "report",
    "analysis",
    "catalog",
    "filesystem",
    "reader",
    "postgres",
    "config",
    "domain",
  ],
  "log.ts": [],
  "package-file.ts": [],
  "answer-timeout.ts": [],
  cli: [
    "daemon",
    "report",
    "scan",
    "analysis",
    "catalog",
    "filesystem",
    "reader",
    "postgres",
    "config",
    "domain",
    "log.ts",
    "package-file.ts",
  ],
  daemon: [
    "scan",
    "analysis",
    "catalog",
    "filesystem",
    "reader",
    "postgres",
    "domain",
    "log.ts",
    "package-file.ts",
  ],
  report: ["scan", "analysis", "catalog", "filesystem", "reader", "postgres", "domain"],
  scan: [
    "analysis",
    "catalog",
    "filesystem",
    "reader",
    "projects",
    "postgres",
    "domain",
    "package-file.ts",
    "answer-timeout.ts",
  ],
  catalog: ["domain", "package-file.ts", "answer-timeout.ts"],
  filesystem: ["domain", "package-file.ts", "answer-timeout.ts"],
  reader: ["domain", "package-file.ts", "answer-timeout.ts"],
  projects: ["domain"],
  analysis: ["reader", "domain", "package-file.ts", "answer-timeout.ts"],
  postgres: ["domain", "package-file.ts", "answer-timeout.ts"],
  config: ["domain", "package-file.ts", "answer-timeout.ts"],
  domain: [],
};

/** Packages with one owner. */
const OWNERS: Record<string, readonly string[]> = {
  pg: ["catalog", "postgres"],
  "pg-copy-streams": ["catalog"],
  chokidar: ["filesystem"],
  "fast-glob": ["filesystem"],
  picomatch: ["filesystem"],
  "music-metadata": ["reader"],
  saxes: ["projects", "reader"],
  pino: ["log.ts"],
  commander: ["cli", "main.ts"],
  zod: ["config"],
  "@audio/decode-flac": ["analysis"],
  "@audio/decode-mp3": ["analysis"],
  "@audio/decode-opus": ["analysis"],
  "@audio/decode-vorbis": ["analysis"],
  "@audio/decode-wavpack": ["analysis"],
};

const imports = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .flatMap((file) => importsOf(file).map((target) => ({ file, target })));

test("imports point down only", () => {
  const upward = imports.filter(({ file, target }) => {
    if (!target.startsWith(".")) return false;
    const [from, to] = [place(file), place(relative(SRC, resolve(SRC, dirname(file), target)))];
    return from !== to && MAY_IMPORT[from]?.includes(to) !== true;
  });
  expect(upward).toEqual([]);
});

test("one package has one owner", () => {
  const foreign = imports.filter(({ file, target }) => {
    const owners = OWNERS[target];
    return owners !== undefined && !owners.includes(place(file));
  });
  expect(foreign).toEqual([]);
});

test("every package that is imported is a dependency", () => {
  const { dependencies } = JSON.parse(readFileSync(join(SRC, "../package.json"), "utf8")) as {
    dependencies: object;
  };
  const builtin = new Set(builtinModules);
  const missing = imports
    .map(({ target }) => target)
    .filter((target) => !target.startsWith(".") && !target.startsWith("node:") && !builtin.has(target))
    .filter((target) => !(target in dependencies));
  expect(missing).toEqual([]);
});

function place(file: string): string {
  return file.split("/")[0] ?? file;
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const statements = /^(?:import|export|\}).*\bfrom "([^"]+)";$|\bimport\("([^"]+)"\)|^import "([^"]+)";$/gm;
  return [...text.matchAll(statements)].map(([, named, lazy, bare]) => named ?? lazy ?? bare ?? "");
}

test("no file reaches itself by its imports, of types too", () => {
  const graph = new Map<string, string[]>();
  for (const { file, target } of imports) {
    if (!target.startsWith(".")) continue;
    graph.set(file, [...(graph.get(file) ?? []), relative(SRC, resolve(SRC, dirname(file), target))]);
  }
  const reaches = (from: string): boolean => {
    const seen = new Set<string>();
    const rest = [...(graph.get(from) ?? [])];
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
      if (next === from) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      rest.push(...(graph.get(next) ?? []));
    }
    return false;
  };
  expect([...graph.keys()].filter(reaches)).toEqual([]);
});
