import { createInterface } from "node:readline";

/** Asks on the terminal; what is not a yes is a no, and so is a terminal that is closed. Rejects when the signal is aborted. */
export async function askYesNo(question: string, signal: AbortSignal): Promise<boolean> {
  // A terminal of readline's own would take Ctrl-C for itself.
  const lines = createInterface({ input: process.stdin, terminal: false });
  process.stderr.write(`${question} [y/N] `);
  try {
    return await new Promise<boolean>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      lines.once("line", (line) => resolve(/^\s*(?:y|yes)\s*$/i.test(line)));
      lines.once("close", () => resolve(false));
    });
  } finally {
    lines.close();
  }
}
