import { shellWord } from "../domain/shell-word.ts";
import { listLibraries } from "../catalog/libraries.ts";
import type { Session } from "../catalog/session.ts";
import { placeOf } from "../scan/plan/named-place.ts";
import { unknownFolder } from "../scan/plan/unknown-folder.ts";
import type { Finding } from "./finding.ts";

/** What `catalog.libraries` names, absolute, and the file to correct it in. */
export interface ConfiguredFolders {
  readonly folders: readonly string[];
  readonly file: string;
}

/** Folders that the config names and no library stands for: nothing else in the catalog would tell of them. */
export async function readConfiguredFindings(
  session: Session,
  { folders, file }: ConfiguredFolders,
): Promise<Finding[]> {
  const known = await listLibraries(session);
  const findings: Finding[] = [];
  for (const folder of folders) {
    const unknown = await unknownFolder(session, folder, known);
    if (unknown !== null) findings.push(notFound(unknown.message, file));
    else {
      const { library, offline, absence } = await placeOf(folder, known);
      if (library === null && absence === null) findings.push(notScanned(folder, offline));
    }
  }
  return findings;
}

function notFound(reason: string, file: string): Finding {
  return {
    code: "library-not-found",
    severity: "warning",
    // Its own remedy, to check the path, is said better here.
    message: reason.replace(/: [^:]*$/, ""),
    remedy: `connect its drive, or correct catalog.libraries in ${file}`,
  };
}

function notScanned(folder: string, offline: string | null): Finding {
  return {
    code: "library-not-scanned",
    severity: "note",
    message: `the configured folder ${folder} was never scanned${offline === null ? "" : `: ${offline}`}`,
    remedy: `musaic-catalog scan ${shellWord(folder)}, or let musaic-catalog service install do it`,
  };
}
