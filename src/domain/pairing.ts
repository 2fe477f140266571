/** A row whose content has left its path, or that was missing. `path`: where it is, or was last. */
export interface LooseRow {
  readonly assetId: string;
  readonly path: string;
}

/** A path that holds content which its row, if it has one, did not have. `isFree`: no row stands there. */
export interface Arrival {
  readonly path: string;
  readonly isFree: boolean;
}

export interface Pair {
  readonly assetId: string;
  readonly toPath: string;
}

/**
 * Rule 1 of identity: pairs loose rows and arrivals of equal content, each at most once: free paths first, then same
 * name, most equal trailing path parts, old path, new path (bytes).
 *
 * Equal names are one equal trailing part, so the order is: free or not, then the number of equal trailing parts. For
 * each number, from the largest down, rows and arrivals with the same end of path meet in a bucket; whoever could have
 * shared a longer end is paired by then. Time grows with the number of path parts, not with rows times arrivals.
 */
export function pairEqualContent(loose: readonly LooseRow[], arrivals: readonly Arrival[]): Pair[] {
  const rows = [...loose].sort((one, other) => compareBytes(one.path, other.path));
  const free = arrivals
    .filter(({ isFree }) => isFree)
    .sort((one, other) => compareBytes(one.path, other.path));
  const taken = arrivals
    .filter(({ isFree }) => !isFree)
    .sort((one, other) => compareBytes(one.path, other.path));
  const first = pairByTrailingParts(rows, free);
  const paired = new Set(first.map(({ assetId }) => assetId));
  return [
    ...first,
    ...pairByTrailingParts(
      rows.filter(({ assetId }) => !paired.has(assetId)),
      taken,
    ),
  ];
}

/** Both lists are in the byte order of their paths, and so is every bucket. */
function pairByTrailingParts(rows: readonly LooseRow[], arrivals: readonly Arrival[]): Pair[] {
  const pairs: Pair[] = [];
  let looseLeft = rows.map((row) => ({ row, parts: partsOf(row.path) }));
  let arrivalsLeft = arrivals.map((arrival) => ({ arrival, parts: partsOf(arrival.path) }));
  const deepest = Math.min(longest(looseLeft), longest(arrivalsLeft));
  for (let count = deepest; count >= 0 && looseLeft.length > 0 && arrivalsLeft.length > 0; count--) {
    const buckets = new Map<string, (typeof looseLeft)[number][]>();
    for (const one of looseLeft) {
      if (one.parts.length < count) continue;
      const end = endOf(one.parts, count);
      buckets.set(end, [...(buckets.get(end) ?? []), one]);
    }
    const used = new Set<unknown>();
    for (const one of arrivalsLeft) {
      const bucket = one.parts.length < count ? undefined : buckets.get(endOf(one.parts, count));
      const partner = bucket?.shift();
      if (partner === undefined) continue;
      pairs.push({ assetId: partner.row.assetId, toPath: one.arrival.path });
      used.add(partner).add(one);
    }
    looseLeft = looseLeft.filter((one) => !used.has(one));
    arrivalsLeft = arrivalsLeft.filter((one) => !used.has(one));
  }
  return pairs;
}

function partsOf(path: string): string[] {
  return path.split(path.startsWith("/") ? "/" : "\\");
}

function endOf(parts: readonly string[], count: number): string {
  return parts.slice(parts.length - count).join("\0");
}

function longest(items: readonly { parts: readonly string[] }[]): number {
  return items.reduce((most, { parts }) => Math.max(most, parts.length), 0);
}

/** The order PostgreSQL's collation "C" has: that of the UTF-8 bytes, which is not that of UTF-16 units. */
export function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
