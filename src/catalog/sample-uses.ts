import type { ProjectKind } from "../domain/project-kind.ts";
import type { Row, Session } from "./session.ts";

/** A file of another program that names a sample. */
export interface UsingFile {
  readonly kind: ProjectKind;
  readonly path: string;
  /**
   * names: it leads to this very file. may name: it leads to none that is there, and this one has its name (and size). unknown: it lies in
   * its folder or above, and can't be read through.
   */
  readonly how: "names" | "may name" | "unknown";
  /** An autosave, or a copy of an older state. */
  readonly backup: boolean;
}

export interface SampleUses {
  /** Files of other programs that name it, or may name it. */
  readonly uses: number;
  /** At most 20. */
  readonly usedBy: readonly UsingFile[];
  /** False: a file beside it can't be read through, and may name it too. */
  readonly isKnown: boolean;
}

export const UNUSED: SampleUses = { uses: 0, usedBy: [], isKnown: true };
/** Enough to see who it is; a common sample may be in thousands. */
export const MOST_USING = 20;

/** Those of these assets that files of other programs name, or may name. */
export async function readSampleUses(
  session: Session,
  assetIds: readonly string[],
): Promise<ReadonlyMap<string, SampleUses>> {
  const rows = await session.run<SampleUses & { assetId: string } & Row>("sample_uses", [
    assetIds,
    MOST_USING,
  ]);
  return new Map(rows.map(({ assetId, uses, usedBy, isKnown }) => [assetId, { uses, usedBy, isKnown }]));
}

/** Those of these paths that files of other programs name, whether or not something is there. */
export async function readPathUses(
  session: Session,
  paths: readonly string[],
): Promise<ReadonlyMap<string, SampleUses>> {
  const rows = await session.run<SampleUses & { path: string } & Row>("path_uses", [paths, MOST_USING]);
  return new Map(rows.map(({ path, uses, usedBy, isKnown }) => [path, { uses, usedBy, isKnown }]));
}
