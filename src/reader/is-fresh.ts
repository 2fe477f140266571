const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;

/** Linux stamps mtimes with a clock that ticks every 4 or 10 ms; twice the slower tick. */
const FRESH_MS = 20n;
/** FAT, and some network drives, keep whole seconds, FAT only even ones. */
const FRESH_WHOLE_SECONDS_MS = 2000n;

/**
 * Whether a file was so young when its reading began that a later write could leave the same mtime behind.
 * A mtime in the future (a wrong clock, an archive) is not fresh: it would stay so in every pass.
 *
 * @param startedMs `Date.now()` before the file was opened; whole milliseconds, so the mtime is cut to them too
 */
export function isFresh(mtimeNs: bigint, startedMs: number): boolean {
  const ageMs = BigInt(startedMs) - mtimeNs / NS_PER_MS;
  const limitMs = mtimeNs % NS_PER_S === 0n ? FRESH_WHOLE_SECONDS_MS : FRESH_MS;
  return ageMs >= 0n && ageMs < limitMs;
}
