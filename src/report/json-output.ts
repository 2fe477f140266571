import { visibleJson } from "./visible.ts";
import { ChunkedOutput, type Output } from "./output.ts";

/**
 * A report as every printer takes it: what is said first, one list that comes as it is asked for, and what is known
 * only when the list has ended. `head` holds only what JSON can say.
 */
export interface Report<Item> {
  readonly head: Readonly<Record<string, unknown>>;
  readonly listName: string;
  readonly items: AsyncIterable<Item>;
  tail(): Readonly<Record<string, unknown>>;
}

/** One object: head, list, tail, in this order; an item a line. Nothing is held back: memory is that of one item. */
export async function writeJson(report: Report<unknown>, output: Output): Promise<void> {
  const chunks = new ChunkedOutput(output);
  await chunks.write("{\n");
  for (const [key, value] of Object.entries(report.head)) await chunks.write(`${member(key, value)},\n`);
  await chunks.write(`${JSON.stringify(report.listName)}: [`);
  // What is known is said: the first items may still have to be looked for.
  await chunks.flush();
  let separator = "\n";
  for await (const item of report.items) {
    await chunks.write(`${separator}${visibleJson(item)}`);
    separator = ",\n";
  }
  await chunks.write("\n]");
  for (const [key, value] of Object.entries(report.tail())) await chunks.write(`,\n${member(key, value)}`);
  await chunks.write("\n}\n");
  await chunks.flush();
}

function member(key: string, value: unknown): string {
  return `${JSON.stringify(key)}: ${visibleJson(value)}`;
}

/** An object a line, each with its `type`: `header`, then an `item` for each, then `footer`. */
export async function writeNdjson(report: Report<object>, output: Output): Promise<void> {
  const chunks = new ChunkedOutput(output);
  await chunks.write(`${visibleJson({ type: "header", ...report.head })}\n`);
  await chunks.flush();
  for await (const item of report.items) await chunks.write(`${visibleJson({ type: "item", ...item })}\n`);
  await chunks.write(`${visibleJson({ type: "footer", ...report.tail() })}\n`);
  await chunks.flush();
}
