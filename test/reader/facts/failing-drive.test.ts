import { expect, test } from "vitest";
import { readAudioFacts } from "../../../src/reader/facts/read-audio-facts.ts";
import { id3v2 } from "../../world/audio/id3.ts";
import { mp3 } from "../../world/audio/mp3.ts";

test("a drive that fails is not the content's fault", async () => {
  const bytes = Buffer.concat([id3v2({ TIT2: "Tick" }), mp3({ frames: 3 })]);
  let reads = 0;
  const failing = {
    sizeBytes: bytes.length,
    read(position: number, length: number): Uint8Array {
      reads += 1;
      if (reads > 6) throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO", syscall: "read" });
      return bytes.subarray(position, position + length);
    },
  };
  await expect(readAudioFacts(failing, "a.mp3")).rejects.toThrow("EIO");
});
