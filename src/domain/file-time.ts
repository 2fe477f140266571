const NS_PER_S = 1_000_000_000n;

/** December 1901: before it no disk's time lies that was kept in 32 bits, and no file was made. */
const EARLIEST_NS = -(2n ** 31n) * NS_PER_S;

/**
 * A file's time from the 64 bits of nanoseconds that the catalog keeps. They end in 2262; a later time is kept without its upper
 * bits, which tells two such times apart, but lies before 1901. The years up to 2486 come out right, where XFS and ext4 end.
 */
export function fileTimeNs(keptNs: bigint): bigint {
  return keptNs < EARLIEST_NS ? keptNs + 2n ** 64n : keptNs;
}
