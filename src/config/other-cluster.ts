import { anchorOf, databaseLocation } from "./database-location.ts";
import type { Config } from "./load-config.ts";
import type { Surroundings } from "./user-folders.ts";

/**
 * The cluster in the user's data folder, where a config uses one beside itself because it names none: somebody who wrote such
 * a config after their first scan finds that catalog gone. Null where the config chose, or uses the general one.
 */
export function otherCluster({ file, database }: Config, surroundings: Surroundings): string | null {
  if (file === null || database.kind === "url") return null;
  const folderAt = (anchor: string | null): string | null => {
    const place = databaseLocation({ value: undefined, source: "the default", anchor }, surroundings);
    return place.kind === "embedded" ? place.folder : null;
  };
  const general = folderAt(null);
  const isBeside = database.folder === folderAt(anchorOf(file, surroundings.platform));
  return isBeside && database.folder !== general ? general : null;
}
