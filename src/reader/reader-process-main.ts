import type { ReaderProgram, ProcessRequest, ReadRequest, ProcessReply } from "./process-messages.ts";
import { BatchPool } from "./batch-pool.ts";

const program: ReaderProgram = JSON.parse(process.argv[2] ?? "{}");
// A signal that goes to all processes of a service is for the one that started us; when that one ends, so do we.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => undefined);
// Not by exit, which waits for each thread: one that hangs in a read would keep us for ever. We only read, nothing is lost.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
serveReads(program);

function serveReads({ workerFile, ...options }: ReaderProgram): void {
  const pool = new BatchPool(workerFile, options);
  /** What cancels each batch in hand. */
  const cancels = new Map<number, AbortController>();
  const read = async ({ id, paths, hashOnly }: ReadRequest): Promise<void> => {
    const cancel = new AbortController();
    cancels.set(id, cancel);
    const onBytes = (count: number): void => reply({ kind: "bytes", id, count });
    try {
      const outcomes = await pool.read(paths, { hashOnly, onBytes, signal: cancel.signal });
      reply({ kind: "done", id, outcomes });
    } catch (error) {
      reply({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      cancels.delete(id);
    }
  };
  process.on("message", (request: ProcessRequest) => {
    if (request.kind === "read") void read(request);
    else if (request.kind === "start") pool.start();
    else cancels.get(request.id)?.abort(new Error("cancelled"));
  });
  reply({ kind: "ready" });
}

function reply(message: ProcessReply): void {
  // What can't be sent any more is for nobody: `disconnect` follows.
  process.send?.(message, undefined, undefined, () => undefined);
}
