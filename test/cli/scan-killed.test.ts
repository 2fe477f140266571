import { expect, test } from "vitest";
import { withDatabase } from "../world/database.ts";
import { withFolder } from "../world/tree.ts";
import { killScans } from "./killed-scans.ts";

test("ten scans in a row killed with SIGKILL at any moment lose no id, and the next one makes the catalog of a clean scan", async () => {
  const seed = Date.now();
  console.log(`seed ${seed}`);
  await withDatabase((target) =>
    withDatabase((clean) =>
      withFolder(async (library) => {
        const { killed, lost, differences } = await killScans(10, { library, target, clean, seed });
        expect({ lost, differences }).toEqual({ lost: [], differences: [] });
        // A moment may come when the scan is over; not most of the time.
        expect(killed).toBeGreaterThan(4);
      }),
    ),
  );
}, 400_000);
