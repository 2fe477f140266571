import type { ProcessIdentity } from "./claims.ts";
import type { Session } from "./session.ts";

/** The sign of life of this machine's service, and what it says of itself. One row a machine. */
export async function writeService(
  session: Session,
  service: { process: ProcessIdentity; startedAt: Date; report: object },
): Promise<void> {
  const { process, startedAt, report } = service;
  await session.sql(
    `INSERT INTO services (machine_id, machine_name, pid, process_mark, started_at, heartbeat_at, report)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp(), $6)
     ON CONFLICT (machine_id) DO UPDATE SET machine_name = $2, pid = $3, process_mark = $4, started_at = $5,
       heartbeat_at = clock_timestamp(), report = $6`,
    [
      process.machineId,
      process.machineName,
      process.pid,
      process.processMark,
      startedAt,
      JSON.stringify(report),
    ],
  );
}
