import type { ProjectKind } from "./project-kind.ts";

/** A file that names samples, as the walk saw it. */
export interface ProjectEntry {
  readonly path: string;
  readonly sizeBytes: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** What came of reading one. */
export interface ProjectReading extends ProjectEntry {
  readonly kind: ProjectKind;
  /** 0: it could not be opened. */
  readonly readerVersion: number;
  readonly fault: string | null;
  readonly references: readonly NamedSample[];
}

/** A sample that it names. */
export interface NamedSample {
  readonly written: string;
  readonly sizeBytes: number | null;
  /** Where it may lie on this machine. */
  readonly places: readonly SamplePlace[];
}

export interface SamplePlace {
  /** Absolute and normalised; null for a tail. */
  readonly path: string | null;
  /** The end of a path, with a slash before it, where nobody knows the folder that it starts from; else null. */
  readonly tail: string | null;
}
