import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { openSession, type Session } from "../../src/catalog/session.ts";
import type { Output } from "../../src/report/output.ts";
import { withDatabase } from "../world/database.ts";

/** A row of `assets`, and the songs whose clips use it; what is not said is plain. */
export interface WorldAsset {
  readonly path: string;
  /** Any text: equal text, equal content. */
  readonly content: string;
  readonly usedBy?: readonly string[];
  readonly mtimeNs?: bigint;
  readonly sizeBytes?: number;
  readonly inode?: number;
  readonly state?: "present" | "missing" | "unfollowed";
  readonly lastPath?: string;
}

/** One library at `/samples` (or the folder said), and these assets in it. Returns their ids by path. */
export async function fillCatalog(
  session: Session,
  assets: readonly WorldAsset[],
  library = "/samples",
): Promise<Map<string, string>> {
  await session.sql(
    "INSERT INTO libraries (path, real_path, machine_id, machine_name) VALUES ($1, $1, 'm1', 'studio')",
    [library],
  );
  const ids = new Map<string, string>();
  for (const [index, asset] of assets.entries()) {
    const [row] = await session.sql<{ id: string }>(
      `INSERT INTO assets (file_path, last_path, file_hash, size_bytes, mtime_ns, device, inode, birth_ns, state, library_id, duration)
       VALUES ($1, $2, $3, $4, $5, 1, $6, 1, $7, (SELECT id FROM libraries WHERE path = $8), 1) RETURNING id`,
      [
        asset.lastPath === undefined ? asset.path : null,
        asset.lastPath ?? null,
        hashOf(asset.content),
        asset.sizeBytes ?? asset.content.length,
        asset.mtimeNs ?? 1_000_000_000n,
        asset.inode ?? 1000 + index,
        asset.state ?? "present",
        library,
      ],
    );
    ids.set(asset.lastPath ?? asset.path, row!.id);
    for (const song of asset.usedBy ?? []) await useInSong(session, song, row!.id);
  }
  return ids;
}

async function useInSong(session: Session, song: string, assetId: string): Promise<void> {
  await session.sql("INSERT INTO projects (name) VALUES ($1) ON CONFLICT DO NOTHING", [song]);
  await session.sql(
    "INSERT INTO tracks (project_id, name, type) SELECT id, 'Drums', 'AUDIO' FROM projects WHERE name = $1",
    [song],
  );
  await session.sql(
    `INSERT INTO clips (track_id, asset_id, name)
     SELECT t.id, $2, 'clip' FROM tracks t JOIN projects p ON p.id = t.project_id WHERE p.name = $1 LIMIT 1`,
    [song, assetId],
  );
}

export function hashOf(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Writes a real file and says what a scanner would have stored of it. */
export function realAsset(path: string, content: string): WorldAsset {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const mark = lstatSync(path, { bigint: true });
  return { path, content, mtimeNs: mark.mtimeNs, inode: Number(mark.ino) };
}

export async function withCatalog<T>(use: (session: Session) => Promise<T>): Promise<T> {
  return withDatabase(async ({ address }) => {
    const session = await openSession(address);
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  });
}

/** An output that keeps what is written. */
export function memoryOutput(look: { columns?: number; color?: boolean } = {}): Output & { text(): string } {
  let text = "";
  return {
    columns: look.columns ?? 80,
    color: look.color ?? false,
    write: (chunk) => {
      text += chunk;
    },
    text: () => text,
  };
}
