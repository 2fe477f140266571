import { describe, expect, test } from "vitest";
import { putFile } from "../world/tree.ts";
import { join } from "node:path";
import { catalogIsTheDisk, filesRead, quiet, take, withService } from "./service.ts";

describe.each(["folders", "recursive"] as const)("the engine %s", (engine) => {
  test("a saved file is a row", async () => {
    await withService({ "Kicks/1.wav": 1 }, { engine }, async ({ database, library, service }) => {
      await quiet(database);
      const before = await filesRead(database);
      putFile(join(library, "Kicks/2.wav"), take(2));
      await catalogIsTheDisk({ database, library });
      await quiet(database);
      expect((await filesRead(database)) - before).toBe(1);
      expect(await service.end("SIGTERM")).toEqual({ code: 0, signal: null });
    });
  });
});
