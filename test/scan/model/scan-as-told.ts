import { join } from "node:path";
import type { Session } from "../../../src/catalog/session.ts";
import type { ScanContext, ScanEvents } from "../../../src/scan/pass.ts";
import { isAbort } from "../../../src/scan/run-pass.ts";
import { scanFolders, type ScanResult } from "../../../src/scan/scan-folders.ts";
import { RULES } from "../../world/scan.ts";
import type { PassStep } from "./steps.ts";

export interface Stage {
  /** An empty folder of its own. */
  readonly world: string;
  readonly session: Session;
  readonly context: Omit<ScanContext, "signal" | "events">;
}

/** Null: it threw, as it was told to. */
export async function scanAsTold(stage: Stage, pass: PassStep): Promise<ScanResult | null> {
  const killer = new AbortController();
  let events = 0;
  const live = (canThrow: boolean): void => {
    if (++events !== pass.killAt) return;
    if (pass.kill === "throw" && canThrow) throw new Error("killed");
    killer.abort();
  };
  const all: ScanEvents = {
    // Bytes are told from a timer, where nobody could catch anything.
    onProgress: (progress) => live(progress.stage !== "read"),
    onFolders: () => live(true),
  };
  const request = {
    command: "scan",
    folders: pass.over.map((folder) => join(stage.world, folder)),
    rules: RULES,
    readers: 2,
    verify: pass.verify,
    reparse: false,
    dryRun: false,
    fromConfig: false,
    acceptMissing: pass.acceptMissing,
    adopt: false,
    wait: false,
    settleMs: 0,
    movedFrom: null,
  } as const;
  try {
    return await scanFolders(request, { ...stage.context, signal: killer.signal, events: all });
  } catch (error) {
    if (pass.killAt > 0 && (isAbort(error) || (error instanceof Error && error.message === "killed")))
      return null;
    throw error;
  }
}
