import { expect, test } from "vitest";
import { isBackup, projectKindOf } from "../../src/domain/project-kind.ts";
import { placesOf } from "../../src/projects/places.ts";

const reference = (places: readonly string[], tail: string | null = null) => ({
  written: "",
  places,
  tail,
  sizeBytes: null,
});

test("a path with either separator leads from the file's folder to one on this machine", () => {
  const found = placesOf(
    reference(["..\\Samples/./kick.wav", "/abs/x.wav", "D:\\kick.wav", "\\\\nas\\kick.wav"]),
    "/lib/Presets",
    "linux",
  );
  expect(found).toEqual([
    { path: "/lib/Samples/kick.wav", tail: null },
    { path: "/abs/x.wav", tail: null },
  ]);
});

test("on Windows drives and servers are places, and a Mac's path is none", () => {
  const found = placesOf(
    reference(["Samples/kick.wav", "D:/kick.wav", "/Users/me/kick.wav"]),
    "C:\\Lib",
    "win32",
  );
  expect(found).toEqual([
    { path: "C:\\Lib\\Samples\\kick.wav", tail: null },
    { path: "D:\\kick.wav", tail: null },
  ]);
});

test("the end of a path is a place in whatever folder it lies, unless it leads upwards", () => {
  expect(placesOf(reference([], "drums/kick01.ogg"), "/p", "linux")).toEqual([
    { path: null, tail: "/drums/kick01.ogg" },
  ]);
  expect(placesOf(reference([], "../kick01.ogg"), "/p", "linux")).toEqual([]);
});

test("a file's kind goes by its name in any case", () => {
  const names = [
    "/k/drumkit.xml",
    "/k/other.xml",
    "/s/Song.H2SONG",
    "/s/a.rpp-bak",
    "/s/set.als",
    "/s/x.xrns",
    "/s/kick.wav",
    "/s/sfz",
  ];
  expect(names.map(projectKindOf)).toEqual([
    "hydrogen-kit",
    null,
    "hydrogen-song",
    "reaper",
    "ableton",
    "archive",
    null,
    null,
  ]);
  expect(["/p/Backup/set.als", "/p/song.rpp-bak", "/p/set.als"].map(isBackup)).toEqual([true, true, false]);
});
