import { describe, expect, test } from "vitest";
import {
  comparablePath,
  isBelow,
  isReservedName,
  movedPath,
  normaliseFolder,
  rangeBelow,
  samePath,
  separatorOf,
} from "../../src/domain/path-rules.ts";

test("each platform has its separator", () => {
  expect([separatorOf("linux"), separatorOf("darwin"), separatorOf("win32")]).toEqual(["/", "/", "\\"]);
});

describe("a folder has one spelling", () => {
  test.each([
    ["/music/samples", "/music/samples"],
    ["/music/samples///", "/music/samples"],
    ["samples", "/home/ada/samples"],
    ["./samples/../loops/", "/home/ada/loops"],
    [".", "/home/ada"],
    ["", "/home/ada"],
    ["/", "/"],
    ["//music", "/music"],
    ["/../..", "/"],
    ["/a b/ü%_[1]", "/a b/ü%_[1]"],
    ["/back\\slash\\", "/back\\slash\\"],
    ["-v", "/home/ada/-v"],
    ["C:\\x", "/home/ada/C:\\x"],
    ["/u\u0308", "/u\u0308"],
    ["/line\nbreak", "/line\nbreak"],
  ])("on Linux and macOS: %j is %j", (given, expected) => {
    expect(normaliseFolder(given, { cwd: "/home/ada", platform: "linux" })).toBe(expected);
    expect(normaliseFolder(given, { cwd: "/home/ada", platform: "darwin" })).toBe(expected);
  });

  test.each([
    ["C:\\Samples", "C:\\Samples"],
    ["c:\\samples\\", "C:\\samples"],
    ["C:/Samples/Kicks//", "C:\\Samples\\Kicks"],
    ["Kicks", "D:\\Work\\Kicks"],
    ["..\\Kicks", "D:\\Kicks"],
    ["\\Kicks", "D:\\Kicks"],
    ["e:", "E:\\"],
    ["d:", "D:\\"],
    ["e:\\", "E:\\"],
    ["e:loops", "E:\\loops"],
    ["D:loops", "D:\\Work\\loops"],
    ["\\\\nas\\music", "\\\\nas\\music\\"],
    ["\\\\nas\\music\\", "\\\\nas\\music\\"],
    ["//nas/music/Kicks/", "\\\\nas\\music\\Kicks"],
    ["\\\\?\\c:\\very\\long\\", "C:\\very\\long"],
    ["\\\\?\\UNC\\nas\\music\\Kicks", "\\\\nas\\music\\Kicks"],
    ["\\\\?\\Volume{1b3b1146}\\Kicks", "\\\\?\\Volume{1b3b1146}\\Kicks"],
    ["C:\\..\\..", "C:\\"],
    ["C:\\line\nbreak", "C:\\line\nbreak"],
  ])("on Windows: %j is %j", (given, expected) => {
    expect(normaliseFolder(given, { cwd: "d:\\Work", platform: "win32" })).toBe(expected);
  });

  test("normalising again changes nothing", () => {
    const windows = { cwd: "D:\\Work", platform: "win32" } as const;
    for (const given of ["e:", "\\\\nas\\music", "\\\\?\\C:\\a\\", "\\\\?\\Volume{1}\\", "x/y"]) {
      const once = normaliseFolder(given, windows);
      expect(normaliseFolder(once, windows)).toBe(once);
    }
  });
});

test.each([
  ["/a/b", "/a", true],
  ["/a/b/c.wav", "/a", true],
  ["/a", "/a", false],
  ["/ab", "/a", false],
  ["/a 2/b", "/a", false],
  ["/a", "/", true],
  ["/", "/", false],
  ["/A/b", "/a", false],
  ["/a\\b/c", "/a\\b", true],
  ["C:\\a\\b", "C:\\a", true],
  ["C:\\a", "C:\\", true],
  ["C:\\", "C:\\", false],
  ["C:\\ab", "C:\\a", false],
  ["D:\\a", "C:\\", false],
  ["\\\\nas\\music\\a", "\\\\nas\\music\\", true],
  ["\\\\nas\\music2\\a", "\\\\nas\\music\\", false],
])("whether %j is below %j: %j", (file, folder, expected) => {
  expect(isBelow(file, folder)).toBe(expected);
});

test.each([
  ["/a", { from: "/a/", to: "/a0" }],
  ["/", { from: "/", to: "0" }],
  ["/a\\", { from: "/a\\/", to: "/a\\0" }],
  ["C:\\a", { from: "C:\\a\\", to: "C:\\a]" }],
  ["C:\\", { from: "C:\\", to: "C:]" }],
  ["\\\\nas\\music\\", { from: "\\\\nas\\music\\", to: "\\\\nas\\music]" }],
])("the range below %j", (folder, expected) => {
  expect(rangeBelow(folder)).toEqual(expected);
});

test.each([
  ["/a/b/c", "/a", "/x", "/x/b/c"],
  ["/a", "/a", "/x", "/x"],
  ["C:\\samples\\Loops", "C:\\samples", "S:\\", "S:\\Loops"],
  ["C:\\samples", "C:\\samples", "S:\\", "S:\\"],
  ["D:\\Loops\\a.wav", "D:\\", "C:\\samples", "C:\\samples\\Loops\\a.wav"],
  ["D:\\", "D:\\", "C:\\samples", "C:\\samples"],
  ["\\\\nas\\music\\a", "\\\\nas\\music\\", "Z:\\", "Z:\\a"],
  ["Z:\\Music\\a", "Z:\\Music", "\\\\nas\\music\\", "\\\\nas\\music\\a"],
])("%s, where %s is named %s now, is %s", (path, from, to, expected) => {
  expect(movedPath(path, { from, to })).toBe(expected);
});

test("the range holds exactly what is below, byte by byte", () => {
  const paths = [
    "/a",
    "/a b/x",
    "/a!",
    "/a-",
    "/a.wav",
    "/a/",
    "/a/x",
    "/a/\u{10ffff}",
    "/a0",
    "/aa",
    "/ä/x",
    "/b",
  ];
  const { from, to } = rangeBelow("/a");
  const inRange = paths.filter(
    (each) =>
      Buffer.compare(Buffer.from(each), Buffer.from(from)) >= 0 &&
      Buffer.compare(Buffer.from(each), Buffer.from(to)) < 0,
  );
  expect(inRange).toEqual(["/a/", "/a/x", "/a/\u{10ffff}"]);
});

describe("two spellings of one path", () => {
  test("differ on Linux, where a file can have either", () => {
    expect(samePath("/a/K.wav", "/a/k.wav", "linux")).toBe(false);
    expect(samePath("/a/\u00fc", "/a/u\u0308", "linux")).toBe(false);
  });

  test("are one on macOS in any case and any form of accents", () => {
    expect(samePath("/a/K\u00fc.wav", "/A/ku\u0308.WAV", "darwin")).toBe(true);
    expect(samePath("/a/k", "/a/k2", "darwin")).toBe(false);
  });

  test("are one on Windows in any case, but not in another form of accents", () => {
    expect(samePath("C:\\A\\\u00dc.wav", "C:\\a\\\u00fc.WAV", "win32")).toBe(true);
    expect(samePath("C:\\\u00fc", "C:\\u\u0308", "win32")).toBe(false);
    expect(samePath("C:\\ς", "C:\\Σ", "win32")).toBe(true);
    expect(samePath("C:\\stra\u00dfe", "C:\\strasse", "win32")).toBe(false);
  });

  test("can be asked for being below each other as well", () => {
    const file = comparablePath("c:\\samples\\Kicks", "win32");
    expect(isBelow(file, comparablePath("C:\\Samples", "win32"))).toBe(true);
  });
});

test("names that Windows keeps for devices are known there only", () => {
  const names = [
    "con",
    "NUL.wav",
    "com1",
    "LPT9.txt",
    "COM¹",
    "aux .wav",
    "CONIN$",
    "kick.wav",
    "con2",
    "aux1.wav",
    "com",
    "nul-1",
  ];
  expect(names.filter((name) => isReservedName(name, "win32"))).toEqual(names.slice(0, 7));
  expect(names.filter((name) => isReservedName(name, "linux"))).toEqual([]);
});
