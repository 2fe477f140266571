import { counted, humanCount } from "./human.ts";

/** `3 files are not audio, 1 is damaged`; nothing where there are none. */
export function faultsText({ notAudio, damaged }: { notAudio: number; damaged: number }): string {
  const said = [
    ...(notAudio === 0 ? [] : [`${counted(notAudio, "file")} ${notAudio === 1 ? "is" : "are"} not audio`]),
    ...(damaged === 0
      ? []
      : [
          `${notAudio === 0 ? counted(damaged, "file") : humanCount(damaged)} ${damaged === 1 ? "is" : "are"} damaged`,
        ]),
  ];
  return said.join(", ");
}
