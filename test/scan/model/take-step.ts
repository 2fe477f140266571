import { copyFileSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow, isFolder, LIBRARIES } from "./disk.ts";
import type { Step } from "./steps.ts";

/** Long ago: a file that is minutes old when it is read need not be read again. */
const TIMES = [1_000_000_000, 1_100_000_000, 1_200_000_000];

/** All takes but the empty one and the last have one size. */
export function bytesOf(take: number): string {
  if (take === 0) return "";
  return take === 5 ? "take five, which is longer" : `take ${take}`;
}

/** Does a step on the disk; one that can't be done does nothing. Returns a line that says what was done. */
export function takeStep(world: string, step: Step): string {
  const at = (path: string): string => join(world, path);
  const files = [...LIBRARIES, "shelf"].flatMap((folder) => filesBelow(world, folder));
  const pick = (number: number): string => files[number % files.length] ?? "";
  if (("file" in step || "files" in step) && files.length === 0) return "nothing";
  if ("place" in step && !isFolder(at(step.place.slice(0, step.place.indexOf("/"))))) return "nothing";
  switch (step.do) {
    case "write":
      write(at(step.place), step);
      return `write take ${step.take} to ${step.place}, time ${step.time}`;
    case "edit":
      write(at(pick(step.file)), step);
      return `write take ${step.take} into ${pick(step.file)}, time ${step.time}`;
    case "replace":
      write(at("new"), step);
      move(at("new"), at(step.place));
      return `put a new file with take ${step.take} over ${step.place}, time ${step.time}`;
    case "touch":
      utimesSync(at(pick(step.file)), 0, TIMES[step.time] ?? 0);
      return `touch ${pick(step.file)}, time ${step.time}`;
    case "move":
      move(at(pick(step.file)), at(step.place));
      return `mv ${pick(step.file)} ${step.place}`;
    case "copy":
      return copy(world, pick(step.file), step);
    case "rotate":
      return rotate(world, [...new Set(step.files.map(pick))]);
    case "delete":
      rmSync(at(pick(step.file)));
      return `rm ${pick(step.file)}`;
    case "empty":
      for (const path of filesBelow(world, step.folder)) rmSync(at(path));
      return `rm everything in ${step.folder}`;
    case "rename-folder":
      return renameFolder(world, step);
    case "unmount":
      if (isFolder(at(`away-${step.library}`))) return "nothing";
      renameSync(at(step.library), at(`away-${step.library}`));
      if (step.leaves === "folder") mkdirSync(at(step.library));
      return `unmount ${step.library}, leaving ${step.leaves === "folder" ? "an empty folder" : "nothing"}`;
    case "remount":
      if (!isFolder(at(`away-${step.library}`))) return "nothing";
      rmSync(at(step.library), { recursive: true, force: true });
      renameSync(at(`away-${step.library}`), at(step.library));
      return `mount ${step.library} again`;
    default:
      return step satisfies never;
  }
}

export function write(path: string, { take, time }: { take: number; time: number }): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytesOf(take));
  utimesSync(path, 0, TIMES[time] ?? 0);
}

function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

function copy(
  world: string,
  from: string,
  { place, keepsTime }: { place: string; keepsTime: boolean },
): string {
  if (from === place) return "nothing";
  const to = join(world, place);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(world, from), to);
  // The copy's own time is now, which would be read once more: the oldest stands for it.
  if (keepsTime) utimesSync(to, 0, statSync(join(world, from)).mtime);
  else utimesSync(to, 0, TIMES[0] ?? 0);
  return `cp ${keepsTime ? "-p " : ""}${from} ${place}`;
}

function rotate(world: string, paths: readonly string[]): string {
  for (const path of paths) renameSync(join(world, path), join(world, `${path}.turning`));
  for (const [index, path] of paths.entries())
    renameSync(join(world, `${path}.turning`), join(world, paths[(index + 1) % paths.length] ?? path));
  return `rotate ${paths.join(" → ")} → ${paths[0]}`;
}

function renameFolder(world: string, { folder, to }: { folder: string; to: string }): string {
  const [from, target] = [join(world, folder), join(world, to)];
  const canMove =
    isFolder(from) && !isFolder(target) && isFolder(dirname(target)) && !to.startsWith(`${folder}/`);
  if (!canMove) return "nothing";
  renameSync(from, target);
  return `mv ${folder}/ ${to}/`;
}
