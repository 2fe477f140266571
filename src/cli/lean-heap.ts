import { setFlagsFromString } from "node:v8";

/**
 * Makes this process give time for memory: V8 by itself lets the heap double and more before it clears it up, and gives
 * young objects up to 134 MB (Node 24; 33 MB on Node 20). Measured: 288,000 files in 24,000 folders watched for the first time,
 * readers included: 280 MB at most instead of 470 (Node 20) and 490 MB (Node 24), in the same time.
 *
 * V8 reads both flags whenever it looks at the size of its heap, so they work in a process that runs.
 */
export function keepHeapLean(): void {
  setFlagsFromString("--heap-growing-percent=50");
  setFlagsFromString("--semi-space-growth-factor=1");
}
