import type { Session } from "../catalog/session.ts";
import { withSnapshot } from "../catalog/snapshot.ts";
import { line } from "./blocks.ts";
import { counted, humanCount, humanSize } from "./human.ts";
import type { Output } from "./output.ts";
import { serviceLines } from "./service-lines.ts";
import { libraryLines } from "./status-libraries.ts";
import { readStatus, type StatusReport, type StatusOptions } from "./status.ts";
import { type LibraryStatus } from "./status-rows.ts";
import { writeReport, type ReportFormat, type ReportShape } from "./write-report.ts";

const SHAPE: ReportShape<LibraryStatus, StatusReport> = {
  csv: {
    columns: [
      "path",
      "state",
      "stateSince",
      "present",
      "bytes",
      "missing",
      "unfollowed",
      "problems",
      "lastPassAt",
    ],
    *rows({ path, state, stateSince, assets, bytes, problems, lastPassAt }) {
      yield [
        path,
        state,
        stateSince,
        assets.present,
        bytes,
        assets.missing,
        assets.unfollowed,
        problems,
        lastPassAt,
      ];
    },
  },
  async table(report, output) {
    const now = Date.now();
    const lines = [
      ...databaseLines(report, output),
      ...report.services.flatMap((service) => serviceLines(service, now, output)),
    ];
    if (report.services.length === 0) lines.push("Service   none has run");
    lines.push("", ...libraryLines(report, now, output));
    await output.write(`${lines.join("\n")}\n`);
  },
};

function databaseLines({ database, surroundings }: StatusReport, output: Output): string[] {
  const place = surroundings.embeddedFolder ?? database.shownAs;
  const kind =
    surroundings.embeddedFolder === undefined || surroundings.embeddedFolder === null ? "" : "embedded, ";
  const lines = [
    `Database  ${place} (${kind}PostgreSQL ${database.serverVersion}, ${humanSize(database.sizeBytes)}, schema ${database.schemaVersion ?? "none"})`,
  ];
  if (surroundings.configFile !== undefined)
    lines.push(`Config    ${surroundings.configFile ?? "none (defaults)"}`);
  const { watches } = surroundings;
  if (watches !== undefined && watches.limit !== null)
    lines.push(
      `Watches   ${watches.used === null ? "" : `${humanCount(watches.used)} used of `}${counted(watches.limit, "folder")} allowed`,
    );
  return lines.map((text) => line(output, 0, text));
}

/** Writes the report `status`. */
export function writeStatus(
  session: Session,
  options: StatusOptions & { format: ReportFormat },
  output: Output,
): Promise<StatusReport["totals"]> {
  const { format, ...surroundings } = options;
  return withSnapshot(session, async () => {
    const report = await readStatus(session, surroundings);
    await writeReport(report, { format, shape: SHAPE }, output);
    return report.totals;
  });
}
