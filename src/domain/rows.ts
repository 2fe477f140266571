/**
 * A row of each of the plan's nine tables, column for column, under the names the database gives them (a test holds them
 * against the schema). Values are as `pg` reads them, but BIGINT is a bigint: pg's own default for it is a text, which
 * `pg.types.setTypeParser(20, BigInt)` changes. A REAL has about seven digits.
 */
import type { AssetMetadata } from "./metadata.ts";

export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly bpm: number;
  readonly time_signature_num: number;
  readonly time_signature_denom: number;
  readonly key_root: string | null;
  readonly scale_type: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface TrackRow {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly type: "AUDIO" | "MIDI";
  readonly gain_db: number;
  /** -1 is left, 1 is right. */
  readonly pan: number;
  readonly index: number;
  /** `#rgb`, `#rrggbb` or `#rrggbbaa`. */
  readonly color: string | null;
}

export interface ClipRow {
  readonly id: string;
  readonly track_id: string;
  /** Null for MIDI. */
  readonly asset_id: string | null;
  readonly start_time: number;
  readonly duration: number | null;
  readonly offset: number;
  readonly name: string | null;
}

/** One catalogued file. Its `id` is for ever, wherever the file goes. */
export interface AssetRow {
  readonly id: string;
  /** Absolute, the platform's own spelling. Null only for a missing asset whose path another one took. */
  readonly file_path: string | null;
  /** SHA-256 of the content, 64 lower-case hex digits. */
  readonly file_hash: string | null;
  /** Seconds. */
  readonly duration: number | null;
  /** Hz. */
  readonly sample_rate: number | null;
  readonly channels: number | null;
  readonly metadata: AssetMetadata;
  /** When the content was last read. */
  readonly last_scanned: Date | null;
  readonly library_id: bigint | null;
  readonly size_bytes: bigint | null;
  readonly mtime_ns: bigint | null;
  readonly ctime_ns: bigint | null;
  readonly device: bigint | null;
  readonly inode: bigint | null;
  readonly birth_ns: bigint | null;
  /** Whether its drive can be seen now is said of the library, not here. */
  readonly state: "present" | "missing" | "unfollowed";
  readonly state_since: Date;
  /** Where a missing asset was, once another one took its path. */
  readonly last_path: string | null;
  readonly reader_version: number | null;
  readonly verified_at: Date | null;
  readonly read_again: boolean;
  readonly added_at: Date;
  readonly written_at: Date;
}

export interface RenderJobRow {
  readonly id: string;
  readonly project_id: string;
  readonly status: "PENDING" | "RUNNING" | "COMPLETED" | "FAILED";
  readonly created_at: Date;
}

export interface RenderNodeRow {
  readonly id: string;
  readonly job_id: string;
  readonly type: string;
  readonly input_hash: string | null;
  readonly output_path: string | null;
  readonly status: "PENDING" | "RUNNING" | "COMPLETED" | "FAILED";
}

export interface RenderEdgeRow {
  readonly id: string;
  readonly from_node_id: string;
  readonly to_node_id: string;
  readonly type: string;
}

export interface RenderArtifactRow {
  readonly id: string;
  readonly node_id: string;
  readonly path: string;
  readonly hash: string | null;
  readonly size_bytes: bigint | null;
}

export interface AnalysisCacheRow {
  readonly id: string;
  readonly asset_id: string;
  readonly method: string;
  /** Whatever the analysis found. */
  readonly result_json: unknown;
  /** The content it was computed from; filled in by the database. */
  readonly file_hash: string | null;
}
