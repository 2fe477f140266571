import type { Row, Session } from "./session.ts";

/** A missing asset that clips use, and a present one of the same content (`toId` null: there is none). */
export interface RelinkCandidate {
  readonly fromId: string;
  readonly fromPath: string;
  readonly clips: number;
  readonly projects: readonly string[];
  readonly toId: string | null;
  readonly toPath: string | null;
  readonly toSize: bigint | null;
  readonly toMtimeNs: bigint | null;
  readonly toLibraryId: number | null;
  readonly toClips: number;
}

/** All candidates of one missing asset stand together. Memory: one object for each, only for missing assets in use. */
export function readRelinkCandidates(session: Session, project: string | null): Promise<RelinkCandidate[]> {
  return session.run<RelinkCandidate & Row>("relink_candidates", [project]);
}

/** Re-points the clips in one transaction; pairs that no longer hold are passed over. Returns what was done. */
export async function relinkClips(
  session: Session,
  pairs: readonly { fromId: string; toId: string }[],
  project: string | null,
): Promise<{ clips: number; assets: number }> {
  return session.transaction(async () => {
    const [done] = await session.run<{ clips: number; assets: number }>("relink_clips", [
      pairs.map(({ fromId }) => fromId),
      pairs.map(({ toId }) => toId),
      project,
    ]);
    return done ?? { clips: 0, assets: 0 };
  });
}
