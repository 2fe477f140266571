import { line } from "./blocks.ts";
import type { DoctorReport } from "./doctor.ts";
import type { Severity } from "./finding.ts";
import type { Output } from "./output.ts";
import { paint, type Style } from "./paint.ts";
import { visibleJson } from "./visible.ts";

const STYLES: Record<Severity, Style> = { error: "red", warning: "yellow", note: "plain" };

/** Writes the report `doctor`. */
export async function writeDoctor(
  report: DoctorReport,
  format: "table" | "json",
  output: Output,
): Promise<void> {
  await output.write(format === "json" ? `${visibleJson(report)}\n` : doctorText(report, output));
}

function doctorText({ findings, database }: DoctorReport, output: Output): string {
  const lines = findings.flatMap(({ severity, message, remedy }) => [
    paint(output, STYLES[severity], line(WIDE, 0, `${severity}: ${message}`)),
    line(WIDE, 4, `→ ${remedy}`),
  ]);
  if (findings.every(({ severity }) => severity === "note"))
    lines.push(paint(output, "green", "All is well."));
  if (database !== null)
    lines.push(
      line(output, 0, `(${database.shownAs}, PostgreSQL ${database.serverVersion}, ${database.encoding})`),
    );
  return `${lines.join("\n")}\n`;
}

/** A remedy is to be copied: it is never shortened. */
const WIDE = { columns: Number.POSITIVE_INFINITY };
