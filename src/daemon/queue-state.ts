/**
 * waiting               nothing runs; the next job is handed out when its time has come
 * folders               a pass over folders runs
 * whole                 a pass over a whole ground runs; between two of its batches others may go first
 * folders-inside-whole  one of those runs, and the whole one waits for it
 * closed                nothing is handed out any more
 */
export type QueueState = "waiting" | "folders" | "whole" | "folders-inside-whole" | "closed";

export const MAY_BECOME: Record<QueueState, readonly QueueState[]> = {
  waiting: ["folders", "whole", "closed"],
  folders: ["waiting", "closed"],
  whole: ["waiting", "folders-inside-whole", "closed"],
  "folders-inside-whole": ["whole", "closed"],
  closed: ["closed"],
};
