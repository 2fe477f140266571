import type { Row, Session } from "./session.ts";

/** A library as reports need it. */
export interface LibraryView {
  readonly id: number;
  readonly path: string;
  readonly offline: boolean;
  /** Drives mounted inside it that can't be seen now. */
  readonly offlineMounts: readonly string[];
}

export function readLibraryViews(session: Session): Promise<LibraryView[]> {
  return session.run<LibraryView & Row>("report_libraries");
}
