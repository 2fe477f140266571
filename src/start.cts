#!/usr/bin/env node
// Looks at a slow drive (20 ms each over Wi-Fi) go through libuv's threads: four, as by default, would make it wait. It has to be
// said in a CommonJS file: Node's loader of ES modules starts those threads before any module of ours runs.
process.env["UV_THREADPOOL_SIZE"] ??= "16";
void import("./main.js");
