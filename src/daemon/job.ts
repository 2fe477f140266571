import type { DirtyFolder } from "./dirty-folders.ts";

/** Why everything is looked at. */
export type WholeReason =
  | "start"
  | "timer"
  | "overflow"
  | "watcher-error"
  | "root-changed"
  | "many-folders"
  | "config-changed"
  | "retry";

/** One pass: over some folders of one ground, or over all of it. A ground is known by its folder. */
export type Job = FoldersJob | WholeJob;

export interface FoldersJob {
  readonly kind: "folders";
  readonly ground: string;
  readonly folders: readonly DirtyFolder[];
  /** Everything else that may have to do with them is in it, or was looked at before. */
  readonly isTogether: boolean;
}

export interface WholeJob {
  readonly kind: "whole";
  readonly ground: string;
  readonly reason: WholeReason;
}
