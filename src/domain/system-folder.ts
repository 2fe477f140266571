/** What the kernel shows as files on Linux and other Unixes: none of it is on a disk, and some has no end. */
const KERNEL_FOLDERS = ["/proc", "/sys"];

/**
 * True for a folder (absolute, normalised) that holds the system itself, and so devices and the kernel's own files. On Windows
 * none does: a drive's root may well be a drive of samples. `/dev` alone is the devices; `/dev/shm` below it holds real files.
 */
export function isSystemFolder(folder: string, platform: NodeJS.Platform): boolean {
  if (platform === "win32") return false;
  const isKernels = KERNEL_FOLDERS.some((own) => folder === own || folder.startsWith(`${own}/`));
  return folder === "/" || folder === "/dev" || isKernels;
}
