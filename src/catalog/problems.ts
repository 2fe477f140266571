import type { FileProblem } from "../domain/reading.ts";
import { CONTENT_PROBLEMS } from "./changes.ts";
import type { Claim } from "./claims.ts";
import type { Session } from "./session.ts";

/** Notes files and folders that could not be taken in; the same problem at the same path counts its attempts. */
export async function recordProblems(
  session: Session,
  problems: readonly Omit<FileProblem, "kind">[],
  { libraryId, readerVersion }: { libraryId: bigint; readerVersion: number },
): Promise<void> {
  if (problems.length === 0) return;
  await session.run("record_problems", [
    libraryId,
    problems.map(({ path }) => path),
    problems.map(({ code }) => code),
    problems.map(({ message }) => storable(message)),
    problems.map(({ mark }) => mark?.sizeBytes ?? null),
    problems.map(({ mark }) => mark?.mtimeNs ?? null),
    readerVersion,
  ]);
}

/** Ends the problems of this pass's ground that it did not meet again. Returns how many are left there. */
export async function endProblems(session: Session, libraryId: bigint, claim: Claim): Promise<number> {
  const [row] = await session.run<{ problems: bigint }>("end_problems", [
    libraryId,
    claim.startedAt,
    CONTENT_PROBLEMS,
  ]);
  return Number(row?.problems ?? 0n);
}

/** Without NUL and lone surrogates, which no TEXT can hold. */
function storable(message: string): string {
  return Buffer.from(message.slice(0, 1_000).replaceAll("\0", "")).toString();
}
