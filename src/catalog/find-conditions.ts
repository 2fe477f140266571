import { type PathRange, rangeColumns } from "../domain/path-rules.ts";
import type { Session } from "./session.ts";

/** Both ends inclusive; null is open. */
export interface NumberRange {
  readonly from: number | null;
  readonly to: number | null;
}

/** What `find` asks for; null and empty lists ask for nothing. */
export interface AssetFilter {
  /** All of them must be in the path or the tags; the last may be half typed. */
  readonly words: string;
  /** Any of them; three at most. */
  readonly tempo: readonly NumberRange[];
  /** Names as in `metadata`; any of them. */
  readonly keys: readonly string[];
  readonly duration: NumberRange | null;
  readonly sampleRate: number | null;
  readonly channels: number | null;
  readonly bits: number | null;
  readonly kind: "loop" | "one-shot" | null;
  /** Only what no clip and no file of another program uses. */
  readonly unused: boolean;
  readonly under: readonly PathRange[];
  readonly libraryId: number | null;
  readonly addedSince: Date | null;
  readonly fileHash: string | null;
  /** LUFS, of what is analysed. */
  readonly loud: NumberRange | null;
}

/** $2 to $25 of `find_assets.sql`. */
export async function conditionsOf(session: Session, filter: AssetFilter): Promise<readonly unknown[]> {
  const [lows, highs] = rangeColumns(filter.under);
  return [
    await wordQuery(session, filter.words),
    ...[0, 1, 2].flatMap((n) => endsOf(filter.tempo[n])),
    filter.keys.length === 0 ? null : filter.keys,
    filter.duration?.from ?? null,
    filter.duration?.to ?? null,
    filter.sampleRate,
    filter.channels,
    filter.bits,
    filter.kind,
    filter.unused,
    lows,
    highs,
    lows.toSorted(byBytes)[0] ?? null,
    highs.toSorted(byBytes).at(-1) ?? null,
    filter.libraryId,
    filter.addedSince,
    filter.fileHash,
    ...endsOf(filter.loud ?? undefined),
  ];
}

function endsOf(range: NumberRange | undefined): [string | null, string | null] {
  if (range === undefined) return [null, null];
  return [String(range.from ?? "-Infinity"), String(range.to ?? "Infinity")];
}

/** As the database compares paths. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** As text of a tsquery, split as `asset_words` splits; null where there is no word. */
async function wordQuery(session: Session, words: string): Promise<string | null> {
  if (words.trim() === "") return null;
  const [row] = await session.run<{ query: string | null }>("word_query", [words]);
  return row?.query ?? "";
}
