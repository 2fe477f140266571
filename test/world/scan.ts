import { thisProcess } from "../../src/filesystem/process-identity.ts";
import type { FollowRules } from "../../src/filesystem/follow-rules.ts";
import { scanFolders, type ScanRequest, type ScanResult } from "../../src/scan/scan-folders.ts";
import type { PassOptions, PassResult, ScanEvents } from "../../src/scan/pass.ts";
import { planPasses } from "../../src/scan/plan/plan-passes.ts";
import { RunningPass } from "../../src/scan/run-pass.ts";
import { withSession } from "../../src/catalog/session.ts";
import type { TestDatabase } from "./database.ts";
import { sharedSessions } from "./shared-sessions.ts";
import { sharedReaderPool, sharedWalker } from "./shared-threads.ts";

export const RULES: FollowRules = {
  include: [],
  alwaysExclude: ["._*", "*.tmp"],
  exclude: [],
  extensions: ["wav"],
  followSymlinks: false,
};

export type ScanOverrides = Partial<Omit<ScanRequest, "folders">> & {
  events?: ScanEvents;
  signal?: AbortSignal;
};

/** What `scan` does, in this process, with the test file's reader threads and the database's one connection for passes. */
export async function scan(
  database: TestDatabase,
  folders: string | readonly string[],
  overrides: ScanOverrides = {},
): Promise<ScanResult> {
  const { events = {}, signal = new AbortController().signal, ...request } = overrides;
  const pool = sharedReaderPool(request.rules?.followSymlinks === true);
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
    {
      address: database.address,
      process: thisProcess(),
      pool,
      walker: sharedWalker(),
      sessions: sharedSessions(database.address),
      signal,
      events,
    },
  );
}

/** A scan of one folder in steps: `between` is awaited after every slice of reading, and so before the decision. */
export async function scanInSteps(
  database: TestDatabase,
  folder: string,
  between: () => Promise<unknown>,
  overrides: Partial<PassOptions> = {},
): Promise<PassResult> {
  const pool = sharedReaderPool(false);
  const signal = new AbortController().signal;
  const context = {
    address: database.address,
    process: thisProcess(),
    pool,
    walker: sharedWalker(),
    signal,
    events: {},
  };
  const request = { folders: [folder], dryRun: false, adopt: false, movedFrom: null };
  const [plan] = await withSession(database.address, (session) => planPasses(session, request, context));
  if (plan === undefined) throw new Error(`there is no pass over ${folder}`);
  const options = { command: "scan", rules: RULES, readers: 2, verify: false, reparse: false } as const;
  const pass = await RunningPass.open(
    plan.library,
    {
      ...options,
      scopes: plan.scopes,
      nested: plan.nested,
      acceptMissing: false,
      wait: true,
      settleMs: 0,
      sliceMs: 0,
      ...overrides,
    },
    context,
  );
  try {
    for (;;) {
      const result = await pass.advance();
      if (result !== null) return result;
      await between();
    }
  } finally {
    await pass.close();
  }
}
