import type { AssetMetadata } from "../../../domain/metadata.ts";
import { nameFacts } from "./name-facts.ts";

type Musical = Pick<AssetMetadata, "tempo" | "key">;

/**
 * Tempo and key of a file that has another name, from what is known of it: what its bytes say stays, and goes before what a name
 * says. The same as reading it again.
 */
export function renamedFacts({ tempo, key }: Musical, fileName: string): Musical {
  const name = nameFacts(fileName);
  const ofBytes = {
    ...(tempo === undefined || tempo.source === "filename" ? {} : { tempo }),
    ...(key === undefined || key.source === "filename" ? {} : { key }),
  };
  return {
    ...(name.bpm === undefined ? {} : { tempo: { bpm: name.bpm, source: "filename" } }),
    ...(name.key === undefined ? {} : { key: { key: name.key, source: "filename" } }),
    ...ofBytes,
  };
}
