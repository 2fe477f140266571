/** A drive that wakes up needs up to 20 s. One that takes longer over one question has gone away, and so has a server. */
const DEFAULT_SECONDS = 30;
/** Shorter would give up what is only busy, longer than an hour is never. */
const RANGE = { least: 1, most: 3_600 };

/** For disks that need longer to wake up, and for tests that wait for a dead one. */
export const ANSWER_TIMEOUT_VARIABLE = "MUSAIC_ANSWER_TIMEOUT_SECONDS";

/** The seconds that the variable asks for; undefined where it is no number of them. */
export function answerTimeoutSeconds(value: string | undefined): number | undefined {
  if (value === undefined || value === "") return DEFAULT_SECONDS;
  const seconds = Number(value);
  return seconds >= RANGE.least && seconds <= RANGE.most ? seconds : undefined;
}

const seconds = answerTimeoutSeconds(process.env[ANSWER_TIMEOUT_VARIABLE]) ?? DEFAULT_SECONDS;

/**
 * How long a drive, a database server or a reader may give no sign of life before it is given up. Child processes and threads have the
 * same, as it comes from the environment.
 */
export const ANSWER_TIMEOUT_MS = seconds * 1_000;

/** The same in a message. */
export const ANSWER_TIMEOUT = `${seconds} s`;
