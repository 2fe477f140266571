import { readProject } from "../../src/projects/read-project.ts";
import type { ProjectKind } from "../../src/domain/project-kind.ts";
import type { ProjectContent } from "../../src/projects/reference.ts";

/** Reads a file that is given as text or bytes, in pieces that cut through words; `beside` are the files around it. */
export function readText(
  kind: ProjectKind,
  content: string | Uint8Array,
  { beside = {}, pieceBytes = 7 }: { beside?: Record<string, string>; pieceBytes?: number } = {},
): Promise<ProjectContent> {
  const bytes = Buffer.from(content);
  return readProject(kind, {
    chunks: piecesOf(bytes, pieceBytes),
    readBeside: async (path) => {
      const found = beside[path];
      return found === undefined ? null : Buffer.from(found);
    },
  });
}

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Only where the references lead: most of them are relative, and of no known size. */
export async function placesIn(
  kind: ProjectKind,
  content: string | Uint8Array,
  beside: Record<string, string> = {},
): Promise<(readonly string[])[]> {
  const { references } = await readText(kind, content, { beside });
  return references.map(({ places }) => places);
}
