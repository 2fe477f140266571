import { duplicates, scan } from "musaic-catalog";

const { status, added, moved, missing } = await scan({ folders: ["Samples"] });
console.log(`${status}: ${added} added, ${moved} moved, ${missing} missing`);

for await (const { files, keptBy } of duplicates({ under: ["Samples"], limit: 10 })) {
  for (const { filePath, keep, clips, removable } of files) {
    const verdict = keep ? `keep (${keptBy})` : removable ? "not needed" : `used by ${clips} clips`;
    console.log(`${filePath}: ${verdict}`);
  }
}
