import { thisProcess } from "../../src/filesystem/process-identity.ts";
import type { FollowRules } from "../../src/filesystem/follow-rules.ts";
import { openReaderPool } from "../../src/reader/reader-pool.ts";
import { scanFolders, type ScanRequest, type ScanResult } from "../../src/scan/scan-folders.ts";
import type { ScanEvents } from "../../src/scan/pass.ts";
import type { TestDatabase } from "./database.ts";

export const RULES: FollowRules = {
  include: ["**/*"],
  exclude: ["**/._*", "**/*.tmp"],
  extensions: ["wav"],
  followSymlinks: false,
};

export type ScanOverrides = Partial<Omit<ScanRequest, "folders">> & {
  events?: ScanEvents;
  signal?: AbortSignal;
};

/** What `scan` does, in this process, with two reader threads of its own. */
export async function scan(
  database: TestDatabase,
  folders: string | readonly string[],
  overrides: ScanOverrides = {},
): Promise<ScanResult> {
  const { events = {}, signal = new AbortController().signal, ...request } = overrides;
  const pool = openReaderPool({ threads: 2, followSymlinks: request.rules?.followSymlinks === true });
  try {
    return await scanFolders(
      {
        command: "scan",
        folders: typeof folders === "string" ? [folders] : folders,
        rules: RULES,
        readers: 2,
        verify: false,
        reparse: false,
        dryRun: false,
        fromConfig: false,
        acceptMissing: false,
        adopt: false,
        wait: false,
        settleMs: 0,
        movedFrom: null,
        ...request,
      },
      { address: database.address, process: thisProcess(), pool, signal, events },
    );
  } finally {
    await pool.close();
  }
}
