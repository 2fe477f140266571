import * as z from "zod";
import { catalogSchema } from "./catalog-config.ts";

/** The JSON schema of musaic.config.json, by which editors complete and check it: from the same source as our checks. */
export function configJsonSchema(): object {
  const file = z
    .looseObject({
      dbConnectionString: z
        .string()
        .default("")
        .describe(
          "The database: postgres://…, postgresql://… or embedded:<folder>, relative to this file. Empty: embedded:data/pg, or, in your config folder, the catalog in your data folder.",
        ),
      catalog: catalogSchema.prefault({}).describe("What the sample catalog follows, and how."),
    })
    .describe("The MUSaiC workstation's config. Keys beside these two belong to its other programs.");
  return z.toJSONSchema(file, { io: "input" });
}
