import type { Client } from "pg";

/** A column of a statement's answer, as the server describes it without running the statement. */
export interface DescribedColumn {
  readonly name: string;
  readonly dataTypeID: number;
}

interface Wire {
  parse(statement: { name: string; text: string; types: number[] }): void;
  describe(what: { type: "S"; name: string }): void;
  sync(): void;
}

/** Asks the server for the columns of a statement's answer; none where it gives no rows. Throws as the server does. */
export async function describeStatement(client: Client, text: string): Promise<readonly DescribedColumn[]> {
  return await new Promise((resolve, reject) => {
    let columns: readonly DescribedColumn[] = [];
    client.query({
      submit(wire: Wire) {
        wire.parse({ name: "", text, types: [] });
        wire.describe({ type: "S", name: "" });
        wire.sync();
      },
      handleRowDescription: ({ fields }: { fields: readonly DescribedColumn[] }) => (columns = fields),
      handleError: reject,
      handleReadyForQuery: () => resolve(columns),
    } as never);
  });
}
