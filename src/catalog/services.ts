import type { ProcessIdentity } from "./running-passes.ts";
import type { Row, Session } from "./session.ts";

/** Another process that said to be this machine's running service. */
export interface OtherService {
  readonly pid: number;
  readonly processMark: string;
}

/**
 * The sign of life of this machine's service, and what it says of itself. One row a machine: what another service wrote
 * there is gone, and that service is returned, whether it still runs or not.
 */
export async function writeService(
  session: Session,
  service: { process: ProcessIdentity; startedAt: Date; report: object },
): Promise<OtherService | null> {
  const { process, startedAt, report } = service;
  const [other] = await session.sql<OtherService & Row>(
    `WITH other AS (
       SELECT pid, process_mark FROM services
       WHERE machine_id = $1 AND (pid, process_mark) <> ($3, $4) AND report ->> 'state' = 'running'
     ), written AS (
     INSERT INTO services (machine_id, machine_name, pid, process_mark, started_at, heartbeat_at, report)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp(), $6)
     ON CONFLICT (machine_id) DO UPDATE SET machine_name = $2, pid = $3, process_mark = $4, started_at = $5,
       heartbeat_at = clock_timestamp(), report = $6
     )
     SELECT pid, process_mark AS "processMark" FROM other`,
    [
      process.machineId,
      process.machineName,
      process.pid,
      process.processMark,
      startedAt,
      JSON.stringify(report),
    ],
  );
  return other ?? null;
}
