/** Files of other programs that name samples, by the program's format. */
export type ProjectKind =
  | "sfz"
  | "hydrogen-kit"
  | "hydrogen-song"
  | "lmms"
  | "reaper"
  | "ableton"
  | "decent-sampler"
  | "grand-orgue"
  | "archive";

/** Which files are of a kind: by their whole names, or else by their endings; both in lower case. */
const KIND_OF_NAME: Readonly<Record<string, ProjectKind>> = { "drumkit.xml": "hydrogen-kit" };

const KIND_OF_ENDING: Readonly<Record<string, ProjectKind>> = {
  sfz: "sfz",
  h2song: "hydrogen-song",
  mmp: "lmms",
  mmpz: "lmms",
  xpf: "lmms",
  rpp: "reaper",
  "rpp-bak": "reaper",
  als: "ableton",
  alc: "ableton",
  adg: "ableton",
  dspreset: "decent-sampler",
  organ: "grand-orgue",
  // They hold their samples inside and use no file outside.
  xrns: "archive",
  multisample: "archive",
  orgue: "archive",
  h2drumkit: "archive",
  dslibrary: "archive",
};

/** The kind of a file by its name, or null. What is in it decides later: `.als` is also the ending of Alloy's models. */
export function projectKindOf(path: string): ProjectKind | null {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  const ending = name.lastIndexOf(".");
  return KIND_OF_NAME[name] ?? (ending > 0 ? KIND_OF_ENDING[name.slice(ending + 1)] : undefined) ?? null;
}

/** Autosaves and copies of older states: what they name is used, and they are marked as what they are. */
export function isBackup(path: string): boolean {
  return /[\\/](?:backup|autosaves?)[\\/][^\\/]*$|\.(?:rpp-bak|bak)$/i.test(path);
}
