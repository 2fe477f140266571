import type { Session } from "./session.ts";
import type { ScopeRange } from "./staging.ts";

/** Forgets what the running pass has staged about this ground, which other passes have taken over. */
export async function leaveGround(session: Session, ground: readonly ScopeRange[]): Promise<void> {
  if (ground.length === 0) return;
  await session.run("leave_ground", [
    ground.map(({ from }) => from),
    ground.map(({ to }) => to),
    ground.map(({ deep }) => deep),
  ]);
}
