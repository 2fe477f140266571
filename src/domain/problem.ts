/**
 * Why a file or folder could not be taken in, and what a person can do about it.
 *
 * `access` problems are tried again in every pass; `content` problems wait for new content or a new reader version.
 */
export const PROBLEMS = {
  "no-permission": {
    nature: "access",
    hint: "give your user read permission (chmod, chown), then scan again",
  },
  "folder-unreadable": {
    nature: "access",
    hint: "give your user permission to list this folder; what is below it stays as it was",
  },
  busy: { nature: "access", hint: "another program holds the file; close it, then scan again" },
  "io-error": {
    nature: "access",
    hint: "the drive reports errors: check its cable and health, and copy the file from a backup",
  },
  changing: { nature: "access", hint: "the file was being written; it is read in the next pass" },
  vanished: { nature: "access", hint: "the file went away while it was read; the next pass looks again" },
  "not-a-file": {
    nature: "access",
    hint: "something else took the file's place while it was read; the next pass looks again",
  },
  "cloud-only": {
    nature: "access",
    hint: "make the file available offline in your cloud program, then scan again",
  },
  "too-many-open-files": {
    nature: "access",
    hint: "raise the limit of open files (ulimit -n) or lower `readers`",
  },
  "name-not-utf8": { nature: "access", hint: "rename the file so that its name is valid UTF-8" },
  "path-too-long": { nature: "access", hint: "shorten the path to 2,600 bytes or fewer" },
  "symlink-loop": { nature: "access", hint: "the link leads back to a folder above it; remove it" },
  "read-hung": {
    nature: "access",
    hint: "reading stood still: check the drive or the network",
  },
  "content-damaged": {
    nature: "access",
    hint: "the bytes changed although size and time did not: restore the file from a healthy copy or a backup",
  },
  "parser-not-loaded": {
    nature: "access",
    hint: "a part of this program could not be loaded: finish its installation (npm ci), then scan again",
  },
  "parser-hung": { nature: "content", hint: "the file's structure makes the parser loop; it may be damaged" },
  "parser-crashed": { nature: "content", hint: "the file's structure breaks the parser; it may be damaged" },
  "parser-out-of-memory": {
    nature: "content",
    hint: "the file's structure claims absurd sizes; it may be damaged",
  },
  "not-storable": { nature: "content", hint: "the database refused this file's row; see the message" },
} as const satisfies Record<string, { nature: "access" | "content"; hint: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Files that are catalogued by their content, although no sound was found in them: they are no reason for another exit code. */
export const FAULTS = {
  "not-audio": {
    nature: "content",
    hint: "it only has the name of an audio file: delete it, or leave it out (catalog.exclude); its hash is known all the same",
  },
  damaged: {
    nature: "content",
    hint: "it begins as audio and can't be played: restore it from a backup or a copy, then scan again",
  },
} as const satisfies Record<string, { nature: "content"; hint: string }>;

/** The problem that a failed system call on a file means; anything unknown is an I/O error. */
export function problemOfErrno(errno: string | undefined): ProblemCode {
  switch (errno ?? "") {
    case "EACCES":
    case "EPERM":
      return "no-permission";
    case "EBUSY":
    case "ETXTBSY":
    case "EAGAIN":
      return "busy";
    case "ENOENT":
    case "ENOTDIR":
      return "vanished";
    case "ELOOP":
    case "ENXIO":
    case "EISDIR":
      return "not-a-file";
    case "EMFILE":
    case "ENFILE":
      return "too-many-open-files";
    case "ENAMETOOLONG":
      return "path-too-long";
    default:
      return "io-error";
  }
}
