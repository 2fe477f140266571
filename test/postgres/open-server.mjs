// A process that opens the embedded server: `node open-server.mjs FOLDER`. It prints what it opened as one line of JSON, then
// reads orders from stdin, one a line: `close` leaves in order and ends; the end of stdin does the same.
import { openEmbeddedServer } from "../../build/postgres/embedded-server.js";

const began = performance.now();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
// What a terminal's Ctrl-C does to a program that wants to finish first.
process.on("SIGINT", () => say({ event: "interrupted" }));
try {
  const server = await openEmbeddedServer({ folder: process.argv[2] });
  say({ event: "open", elapsedMs: Math.round(performance.now() - began), ...server });
  process.stdin.once("data", () => process.stdin.destroy());
  await new Promise((resolve) => process.stdin.once("close", resolve));
  await server.close();
  say({ event: "closed" });
} catch (error) {
  say({ event: "failed", code: error.code, message: error.message });
  process.exitCode = 1;
}
