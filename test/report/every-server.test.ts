import { expect, inject, test } from "vitest";
import { withSession, type Session } from "../../src/catalog/session.ts";
import { readDoctor } from "../../src/report/doctor.ts";
import { writeFolders } from "../../src/report/folders.ts";
import type { Output } from "../../src/report/output.ts";
import { relink } from "../../src/report/relink.ts";
import { writeDuplicates } from "../../src/report/write-duplicates.ts";
import { writeMissing } from "../../src/report/write-missing.ts";
import { writeProblems } from "../../src/report/write-problems.ts";
import { writeStatus } from "../../src/report/write-status.ts";
import { withDatabase } from "../world/database.ts";
import { fillCatalog, memoryOutput } from "./catalog-world.ts";

const REPORTS: ((session: Session, output: Output) => Promise<unknown>)[] = [
  (session, output) => writeDuplicates(session, { format: "json", check: false }, output),
  (session, output) =>
    writeDuplicates(
      session,
      {
        format: "json",
        check: false,
        unused: true,
        under: ["/samples"],
        across: ["/samples/a", "/samples/b"],
        sort: "path",
        limit: 3,
      },
      output,
    ),
  (session, output) => writeFolders(session, { format: "json" }, output),
  (session, output) => writeMissing(session, { format: "json", project: "Song" }, output),
  (session, output) => writeProblems(session, { format: "json" }, output),
  (session, output) => writeStatus(session, { format: "json" }, output),
  (session) => relink(session, { yes: true }),
  (session) => readDoctor(session),
];

test.each(inject("clusters").map(({ name }) => name))(
  "every report runs on the server %s",
  async (cluster) => {
    await withDatabase(
      ({ address }) =>
        withSession(address, async (session) => {
          await fillCatalog(session, [
            { path: "/samples/a/1.wav", content: "kick" },
            { path: "/samples/b/1.wav", content: "kick" },
            { path: "/samples/c/1.wav", content: "kick", state: "missing", usedBy: ["Song"] },
          ]);
          for (const report of REPORTS) expect(await report(session, memoryOutput())).toBeDefined();
        }),
      { cluster },
    );
  },
);
