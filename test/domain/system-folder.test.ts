import { expect, test } from "vitest";
import { isSystemFolder } from "../../src/domain/system-folder.ts";

test("the root, the devices and the kernel's own files are the system's, and on Windows nothing is", () => {
  const folders = ["/", "/dev", "/proc", "/proc/self/cwd", "/sys", "/sys/fs/cgroup"];
  expect(folders.filter((folder) => !isSystemFolder(folder, "linux"))).toEqual([]);
  const others = ["/system", "/dev/shm/Samples", "/home/ada/proc", "/procession", "/Volumes/Samples"];
  expect(others.filter((folder) => isSystemFolder(folder, "darwin"))).toEqual([]);
  expect(isSystemFolder("D:\\", "win32")).toBe(false);
});
