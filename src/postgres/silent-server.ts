import { join } from "node:path";
import { ANSWER_TIMEOUT_MS } from "../answer-timeout.ts";
import type { ClusterPlace } from "./cluster-place.ts";
import { deaf } from "./cluster-refusal.ts";
import type { ClusterState } from "./cluster-state.ts";
import { pathExists } from "./path-exists.ts";
import { pidUseByPrograms, type PidUse } from "./pid-use.ts";
import type { Postmaster } from "./postmaster-file.ts";
import type { ServerBinaries } from "./server-binaries.ts";
import { removeStalePid, startServer, stopServer } from "./start-server.ts";

export interface ReachOptions {
  /** Looked for only when a server has to be made or started. */
  readonly programs: () => Promise<ServerBinaries>;
  readonly note: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A server that starts or stops answers, or is gone, well within this time. */
const SILENT_MS = 3_000;

/** Programs are asked once a second at most. */
const ASK_EVERY_MS = 1_000;

/** `postmaster.pid` names a living process, and nobody answers: what that may mean, and what is done about it. */
export class SilentServer {
  readonly #place: ClusterPlace;
  readonly #options: ReachOptions;
  readonly #since = performance.now();
  #askedAt = -Infinity;
  #answer: PidUse = "unknown";
  #socketLostSince: number | undefined;
  #isStartTried = false;

  constructor(place: ClusterPlace, options: ReachOptions) {
    this.#place = place;
    this.#options = options;
  }

  /** After each attempt that failed; `error` is what it threw, if it did. Throws where there is nothing left to try. */
  async met(state: Extract<ClusterState, { kind: "running" }>, error: unknown): Promise<void> {
    const { postmaster } = state;
    const use = state.use === "ours" ? "ours" : await this.#whose(postmaster.pid);
    if (use === "other") return removeStalePid(this.#place.folder, postmaster);
    if (error !== undefined) throw error;
    // Stopping sends a signal to that pid: never to a process that may be somebody else's.
    if (use === "ours") await this.#stopWhereSocketIsLost(postmaster);
    else await this.#startOnce();
    // It may be starting (replaying its WAL after a crash) or stopping.
    if (performance.now() - this.#since > ANSWER_TIMEOUT_MS) {
      throw deaf(this.#place, { postmaster, isOurs: use === "ours" }, ANSWER_TIMEOUT_MS);
    }
  }

  /** On Linux the state tells all that can be known. */
  async #whose(pid: number): Promise<PidUse> {
    if (process.platform === "linux" || performance.now() - this.#askedAt < ASK_EVERY_MS) return this.#answer;
    this.#answer = await pidUseByPrograms(pid, this.#place.folder, process.platform);
    this.#askedAt = performance.now();
    return this.#answer;
  }

  /** Log-out takes a runtime folder away, a cleaner what lies in /tmp: a server that stays then can be reached by nobody, ever. */
  async #stopWhereSocketIsLost({ host, port, pid }: Postmaster): Promise<void> {
    const lost = host?.startsWith("/") === true && !(await pathExists(join(host, `.s.PGSQL.${port}`)));
    this.#socketLostSince = lost ? (this.#socketLostSince ?? performance.now()) : undefined;
    // A server removes its socket just before it ends; one that stays longer without has lost it.
    if (this.#socketLostSince === undefined || performance.now() - this.#socketLostSince < SILENT_MS) return;
    this.#options.note(
      `the database's server (pid ${pid}) had lost its socket in ${host} and is started again`,
    );
    await stopServer(this.#place, await this.#options.programs());
  }

  /**
   * Where the process can't be told from our server, PostgreSQL is asked to start. It knows its own kind (on Windows by a pipe
   * of each server, elsewhere by the owner and the shared memory) and refuses beside a living one.
   */
  async #startOnce(): Promise<void> {
    if (this.#isStartTried || performance.now() - this.#since < SILENT_MS) return;
    this.#isStartTried = true;
    await startServer(this.#place, await this.#options.programs());
  }
}
