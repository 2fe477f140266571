/** Closes one folder's watch; or why there is none: the system refused it, or the folder is gone or closed to us. */
export type OpenedWatch = (() => void) | "refused" | "unreachable";

/** What an engine tells. It may tell too much, never too little. */
export interface EngineEvents {
  /** Something happened to `name` in `folder`, or to the folder itself where the name is null or its own. */
  happened(folder: string, name: string | null, kind: "rename" | "change"): void;
  /** The system says that it dropped events. */
  lost(): void;
  /** The engine broke. `everything`: it hears no folder any more. */
  failed(error: Error, everything: boolean): void;
}

/** How the system is asked for events. The two engines differ in nothing else. */
export interface WatchEngine {
  /** Opens a watch for the folder; one that it has for this path already is closed, for it may be deaf. */
  open(folder: string): OpenedWatch;
  close(): Promise<void>;
}

const UNREACHABLE = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM"]);

/**
 * What a failed attempt to watch means for the folder. Refused is all else: ENOSPC (the limit of watches), EMFILE (of
 * instances), ENOSYS or EINVAL (a file system without events).
 */
export function refusalOf(error: unknown): "refused" | "unreachable" {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return UNREACHABLE.has(code) ? "unreachable" : "refused";
}
