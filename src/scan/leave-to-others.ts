import { leaveGround } from "../catalog/leave-ground.ts";
import { rangeBelow } from "../domain/path-rules.ts";
import type { WalkScope } from "../filesystem/walk.ts";
import type { Pass } from "./pass.ts";

/** Between two batches: lets passes over single folders go first, if any wait. Nothing else may be asked of the session meanwhile. */
export async function letOthersFirst(pass: Pass): Promise<void> {
  if (pass.context.events.othersWait?.() === true) await askOthers(pass);
}

/**
 * Leaves to passes over single folders what is theirs: they looked later than this pass, or will. Asks for it once more, so
 * that whatever this pass finds from here on, nobody else would have.
 */
export async function leaveToOthers(pass: Pass): Promise<void> {
  await drop(pass, await askOthers(pass));
}

/** What was staged about all ground that was left so far is void. */
export async function dropLeft(pass: Pass): Promise<void> {
  await drop(pass, pass.left);
}

async function askOthers({ context, claim, left }: Pass): Promise<readonly WalkScope[]> {
  const theirs = (await context.events.letOthersFirst?.(claim)) ?? [];
  left.push(...theirs);
  return theirs;
}

async function drop({ session }: Pass, ground: readonly WalkScope[]): Promise<void> {
  await leaveGround(
    session,
    ground.map(({ folder, deep }) => ({ ...rangeBelow(folder), deep })),
  );
}
