import type { Finding } from "./doctor.ts";

/** What macOS may hide; `granted` null: not macOS, or it can't be told. `node`: the program that has to be let in. */
export function fullDiskAccessFindings(granted: boolean | null, node: string): Finding[] {
  if (granted !== false) return [];
  return [
    {
      code: "full-disk-access",
      severity: "note",
      message:
        "this program has no Full Disk Access: macOS may hide removable and network drives and the Desktop, Documents and Downloads folders from it",
      remedy: `System Settings → Privacy & Security → Full Disk Access: add ${node} for the service, and your terminal for commands; then start the service again`,
    },
  ];
}
