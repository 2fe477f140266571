/** One sample that a project or instrument file names. */
export interface SampleReference {
  /** As the file says it. */
  readonly written: string;
  /** Where it may lie: absolute, or from the file's own folder on, with either separator. All of them count that are there. */
  readonly places: readonly string[];
  /** The end of its path, where only its program knows the folder that it starts from. */
  readonly tail: string | null;
  readonly sizeBytes: number | null;
}

/** What a file names. */
export interface ProjectContent {
  readonly references: readonly SampleReference[];
  /** Why it may name more than that: it is damaged, or no file of its kind. Null: this is all. */
  readonly fault: string | null;
}

/** What a format's reader gets. */
export interface ProjectSource {
  /** The file's bytes; may be gone over once. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The whole of another file, by its path from this one's folder on; null if there is none. Rejects if it can't be read. */
  readonly readBeside: (path: string) => Promise<Uint8Array | null>;
}

export type ProjectReader = (source: ProjectSource) => Promise<ProjectContent>;

/** References without those that say the same twice. */
export class ReferenceList {
  readonly #known = new Map<string, SampleReference>();

  add(reference: Pick<SampleReference, "written"> & Partial<SampleReference>): void {
    const { written, places = [written], tail = null, sizeBytes = null } = reference;
    const whole = { written, places: [...new Set(places)], tail, sizeBytes };
    this.#known.set(JSON.stringify(whole), whole);
  }

  all(): SampleReference[] {
    return [...this.#known.values()];
  }
}
