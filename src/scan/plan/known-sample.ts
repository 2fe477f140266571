import { CatalogError } from "../../domain/catalog-error.ts";
import { movedPath } from "../../domain/path-rules.ts";
import { sampleAssets, type SampledAsset } from "../../catalog/move-library.ts";
import type { Session } from "../../catalog/session.ts";
import { lookAtAll, type PathState } from "../../filesystem/file-mark.ts";
import type { ScanContext } from "../pass.ts";

/** Enough to tell a library or a drive from a stranger; read in a second or two. */
const SAMPLE_FILES = 40;

/** Some of the files that the catalog has of a folder, spread over it. */
export interface KnownSample {
  readonly folder: string;
  readonly files: readonly SampledAsset[];
}

export async function sampleOfLibrary(
  session: Session,
  { id, path }: { readonly id: bigint; readonly path: string },
): Promise<KnownSample> {
  return { folder: path, files: await sampleAssets(session, { folder: path, libraryId: id }, SAMPLE_FILES) };
}

export async function sampleOfFolder(session: Session, folder: string): Promise<KnownSample> {
  return { folder, files: await sampleAssets(session, { folder, libraryId: null }, SAMPLE_FILES) };
}

/** Where the files of the sample would be, were their folder `folder`. */
function pathsIn(sample: KnownSample, folder: string): string[] {
  return sample.files.map(({ path }) => movedPath(path, { from: sample.folder, to: folder }));
}

/** What stands at the places of the sample, were its folder `folder`. */
export function lookForSample(sample: KnownSample, folder: string): Promise<PathState[]> {
  return lookAtAll(pathsIn(sample, folder));
}

/** Of the sample, the files that stand in the folder with their sizes, if those are at least half of it. */
export async function alikeIn(
  sample: KnownSample,
  folder: string,
): Promise<{ path: string; hash: string }[]> {
  const paths = pathsIn(sample, folder);
  const states = await lookAtAll(paths);
  const alike = sample.files.flatMap(({ hash, sizeBytes }, index) => {
    const state = states[index];
    return state?.kind === "file" && state.mark.sizeBytes === sizeBytes
      ? [{ path: paths[index] ?? "", hash }]
      : [];
  });
  return alike.length * 2 < sample.files.length ? [] : alike;
}

/** Most of the sample is there by its size, and what is there is read and equal: some files may have changed or gone as well. */
export async function holdsSample(
  sample: KnownSample,
  folder: string,
  { pool, signal }: ScanContext,
): Promise<boolean> {
  const alike = await alikeIn(sample, folder);
  if (alike.length === 0) return false;
  const outcomes = await pool.read(
    alike.map(({ path }) => path),
    { hashOnly: true, signal },
  );
  return outcomes.every(
    (outcome, index) => outcome.kind === "reading" && outcome.hash === alike[index]?.hash,
  );
}

/** Reads the files of the sample in the folder that somebody says is its own now. Throws CatalogError `usage` if one differs. */
export async function verifySample(
  sample: KnownSample,
  folder: string,
  { pool, signal }: ScanContext,
): Promise<void> {
  const paths = pathsIn(sample, folder);
  const outcomes = await pool.read(paths, { hashOnly: true, signal });
  const wrong = outcomes.findIndex(
    (outcome, index) => outcome.kind !== "reading" || outcome.hash !== sample.files[index]?.hash,
  );
  if (sample.files.length === 0 || wrong === -1) return;
  throw new CatalogError(
    "usage",
    `--moved-from ${sample.folder}: ${paths[wrong]} is not what the catalog knows of it, so ${folder} is not that folder; nothing was changed`,
  );
}
