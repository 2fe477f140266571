import { EXIT_CODES } from "../../src/domain/exit-code.ts";

/** The README's table of exit codes. */
export function exitCodeSection(): string {
  const rows = Object.entries(EXIT_CODES).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return ["| exit code | means |", "| --- | --- |", ...rows].join("\n");
}
