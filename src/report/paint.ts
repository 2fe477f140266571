import type { Output } from "./output.ts";

/** SGR codes: on, then off. */
const STYLES = {
  plain: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const;

export type Style = keyof typeof STYLES;

/** Colours only where the output says so; the text itself must be safe already (see visible.ts). */
export function paint(output: Pick<Output, "color">, style: Style, text: string): string {
  if (!output.color || style === "plain") return text;
  const [on, off] = STYLES[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
