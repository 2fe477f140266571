// Packs our modules and the packages they use into the few files of dist: a command spends half of its time on finding and
// compiling 300 files otherwise (`status` on Node 24: 0.37 s of CPU against 0.23). esbuild leaves names and lines readable; what
// is imported only when needed stays a file of its own. The packages stay dependencies: audits and licences find them there.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");

/** Each becomes a file of this name in dist: whatever is started or imported by its name. */
const ENTRIES = {
  main: "src/main.ts",
  index: "src/index.ts",
  "walk-worker": "src/filesystem/walk-worker.ts",
  "project-worker": "src/scan/projects/project-worker.ts",
  "reader-worker": "src/reader/reader-worker.ts",
  "reader-process-main": "src/reader/reader-process-main.ts",
  "analysis-worker": "src/analysis/analysis-worker.ts",
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ENTRIES,
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // What pg asks for where it is installed; decoders, which have LGPL parts and stay packages of their own.
  external: ["pg-native", "@audio/*"],
  // Packages in CommonJS ask for Node's modules by `require`, which ES modules don't have.
  banner: {
    js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
  },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
await build({
  absWorkingDir: root,
  entryPoints: { start: "src/start.cts" },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
});
writeFileSync(join(root, "dist/LICENSES.txt"), licences(Object.keys(metafile.inputs)));

/** The licences of the packages whose code is in the bundle: MIT, ISC and BSD want to go with each copy. */
function licences(inputs) {
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const inOrder = [...new Set(folders)].sort((one, other) => (one < other ? -1 : 1));
  return inOrder.map(licence).join("\n");
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[sc]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(root, folder, file), "utf8");
  return `${name} ${version}\n${"-".repeat(72)}\n${text.trim()}\n`;
}
