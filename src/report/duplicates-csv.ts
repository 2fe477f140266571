import type { CsvShape } from "./csv-output.ts";
import type { DuplicateGroup } from "./duplicate-group.ts";

/** A row a file; the files of a group stand together, the one to keep first. */
export const DUPLICATES_CSV: CsvShape<DuplicateGroup> = {
  columns: [
    "fileHash",
    "sizeBytes",
    "keep",
    "filePath",
    "assetId",
    "clips",
    "projects",
    "removable",
    "hardLinkOf",
    "library",
    "modifiedAt",
    "state",
    "keptBy",
    "uses",
    "usedBy",
    "usesKnown",
  ],
  *rows(group) {
    for (const file of group.files) {
      yield [
        group.fileHash,
        group.sizeBytes,
        file.keep,
        file.filePath,
        file.assetId,
        file.clips,
        file.projects.join("; "),
        file.removable,
        file.hardLinkOf,
        file.library,
        file.modifiedAt,
        file.state,
        group.keptBy,
        file.uses,
        file.usedBy.map(({ path }) => path).join("; "),
        file.usesKnown,
      ];
    }
  },
};
