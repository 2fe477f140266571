import { requireProject } from "../catalog/projects.ts";
import { readRelinkCandidates, relinkClips, type RelinkCandidate } from "../catalog/relink-clips.ts";
import type { Session } from "../catalog/session.ts";
import {
  chooseKeeper,
  DEFAULT_KEEP_RULES,
  parseKeepRule,
  type Keepable,
  type KeepRule,
} from "./keep-rule.ts";
import { readLibraryNames, type LibraryNames } from "./library-names.ts";
import { lookAt } from "./look-at-files.ts";

export interface RelinkOptions {
  /** Only clips of this project. */
  readonly project?: string;
  /** Which copy the clips shall use: rules as of `duplicates --keep`. */
  readonly keep?: readonly string[];
  /** False: only says what it would do. */
  readonly yes?: boolean;
}

/** `to` is null where no copy is within reach. */
export interface RelinkStep {
  readonly assetId: string;
  readonly filePath: string;
  readonly clips: number;
  readonly projects: readonly string[];
  readonly to: { readonly assetId: string; readonly filePath: string; readonly rule: string } | null;
}

export interface RelinkResult {
  readonly command: "relink";
  readonly version: 1;
  readonly generatedAt: string;
  readonly scope: { readonly project: string | null; readonly keep: readonly string[] };
  /** Whether clips were changed. */
  readonly done: boolean;
  readonly totals: {
    /** Missing assets that clips use. */
    readonly missing: number;
    /** Assets and clips that are re-pointed (or would be). */
    readonly assets: number;
    readonly clips: number;
    /** Assets of which no copy is within reach. */
    readonly unresolved: number;
  };
  readonly steps: readonly RelinkStep[];
}

/**
 * Re-points the clips of missing assets to present ones with the same content: shows what it would do, and does it in
 * one transaction if `yes`. A copy is taken only if its file is there now with the size and time the catalog knows.
 */
export async function relink(session: Session, options: RelinkOptions = {}): Promise<RelinkResult> {
  const keep = options.keep === undefined || options.keep.length === 0 ? DEFAULT_KEEP_RULES : options.keep;
  const rules = keep.map((text) => parseKeepRule(text));
  const project = options.project ?? null;
  if (project !== null) await requireProject(session, project);
  const libraries = await readLibraryNames(session);
  const steps: RelinkStep[] = [];
  for (const group of byAsset(await readRelinkCandidates(session, project)))
    steps.push(await stepOf(group, { rules, libraries }));
  const pairs = steps.flatMap(({ assetId, to }) =>
    to === null ? [] : [{ fromId: assetId, toId: to.assetId }],
  );
  const done = options.yes === true && pairs.length > 0;
  const planned = steps.filter(({ to }) => to !== null);
  const counts = done
    ? await relinkClips(session, pairs, project)
    : { assets: planned.length, clips: planned.reduce((sum, { clips }) => sum + clips, 0) };
  return {
    command: "relink",
    version: 1,
    generatedAt: new Date().toISOString(),
    scope: { project, keep: [...keep] },
    done,
    totals: { missing: steps.length, ...counts, unresolved: steps.length - planned.length },
    steps,
  };
}

function* byAsset(
  candidates: readonly RelinkCandidate[],
): Generator<[RelinkCandidate, ...RelinkCandidate[]]> {
  let group: [RelinkCandidate, ...RelinkCandidate[]] | undefined;
  for (const candidate of candidates) {
    if (group?.[0].fromId === candidate.fromId) group.push(candidate);
    else {
      if (group !== undefined) yield group;
      group = [candidate];
    }
  }
  if (group !== undefined) yield group;
}

interface Target extends Keepable {
  readonly assetId: string;
}

async function stepOf(
  group: readonly [RelinkCandidate, ...RelinkCandidate[]],
  { rules, libraries }: { rules: readonly KeepRule[]; libraries: LibraryNames },
): Promise<RelinkStep> {
  const { fromId, fromPath, clips, projects } = group[0];
  const targets: Target[] = [];
  for (const candidate of group) {
    const target = await soundTarget(candidate, libraries);
    if (target !== null) targets.push(target);
  }
  const [first, ...others] = targets;
  const step = { assetId: fromId, filePath: fromPath, clips, projects };
  if (first === undefined) return { ...step, to: null };
  const { file, rule } = chooseKeeper([first, ...others], rules);
  const said = others.length === 0 ? "only-copy" : rule;
  return { ...step, to: { assetId: file.assetId, filePath: file.filePath, rule: said } };
}

async function soundTarget(candidate: RelinkCandidate, libraries: LibraryNames): Promise<Target | null> {
  const { toId, toPath, toSize, toMtimeNs, toLibraryId, toClips } = candidate;
  if (toId === null || toPath === null || toSize === null) return null;
  const file = { filePath: toPath, sizeBytes: Number(toSize), mtimeNs: toMtimeNs };
  if (libraries.isOffline({ filePath: toPath, libraryId: toLibraryId })) return null;
  if ((await lookAt(file)) !== "sound") return null;
  // Clips are pointed to where other clips point: what other programs use has no say in it.
  const uses = { clips: toClips, uses: 0, isKnown: true };
  return { assetId: toId, filePath: toPath, mtimeNs: toMtimeNs, ...uses, reachable: true };
}
