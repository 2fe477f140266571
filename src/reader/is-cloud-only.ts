/** Windows keeps files below this in its file table, where they take no blocks though they are there. */
const RESIDENT_BYTES = 512n;

/**
 * Whether a file's bytes lie in a cloud: it has a size and no blocks, on the systems whose cloud programs make such files.
 * Elsewhere that is a sparse file, or one that is kept in its inode.
 */
export function isCloudOnly(
  stats: { readonly size: bigint; readonly blocks: bigint },
  platform: NodeJS.Platform,
): boolean {
  const hasPlaceholders = platform === "win32" || platform === "darwin";
  return hasPlaceholders && stats.size >= RESIDENT_BYTES && stats.blocks === 0n;
}
