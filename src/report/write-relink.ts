import type { Session } from "../catalog/session.ts";
import { line } from "./blocks.ts";
import { counted, humanCount } from "./human.ts";
import { ChunkedOutput, type Output } from "./output.ts";
import { paint } from "./paint.ts";
import { relink, type RelinkOptions, type RelinkResult } from "./relink.ts";
import { visibleJson } from "./visible.ts";

/** Does what `relink` does and says it. */
export async function writeRelink(
  session: Session,
  options: RelinkOptions & { format: "table" | "json" },
  output: Output,
): Promise<RelinkResult["totals"]> {
  const result = await relink(session, options);
  if (options.format === "json") await output.write(`${visibleJson(result)}\n`);
  else await writeTable(result, output);
  return result.totals;
}

async function writeTable({ steps, totals, done }: RelinkResult, output: Output): Promise<void> {
  const chunks = new ChunkedOutput(output);
  for (const { filePath, clips, projects, to } of steps) {
    const target = to === null ? "no copy within reach" : `→ ${to.filePath} (${to.rule})`;
    await chunks.write(`${line(output, 0, filePath)}\n`);
    await chunks.write(`${line(output, 4, `${counted(clips, "clip")} in ${projects.join(", ")}`)}\n`);
    await chunks.write(`${paint(output, to === null ? "red" : "green", line(output, 4, target))}\n`);
  }
  await chunks.write(`${paint(output, "bold", summary(totals, done))}\n`);
  await chunks.flush();
}

function summary(totals: RelinkResult["totals"], done: boolean): string {
  if (totals.missing === 0) return "No clip uses a missing asset.";
  const what = `${counted(totals.clips, "clip")} of ${counted(totals.assets, "asset")}`;
  const rest =
    totals.unresolved === 0 ? "" : `; ${humanCount(totals.unresolved)} without a copy within reach`;
  if (totals.assets === 0) return `Nothing to re-point${rest}`;
  return done ? `Re-pointed ${what}${rest}` : `Would re-point ${what}${rest}. Do it with --yes`;
}
