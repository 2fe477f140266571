#!/usr/bin/env bash
# Opus in CAF, cut by ffmpeg's stream copy, keeps the length of the whole file in its header.
#
# Guess, written before the first run: the muxer counts the packets that it copied, so a second that is cut out of three says one second.
# Seen with ffmpeg 5.1.4 (npm @ffmpeg/core 0.12.10; Debian 12's 5.1.9 does the same): the file has 50 packets of 20 ms, its packet table
# says 147,900 valid frames, its description 2,958 frames a packet, and ffmpeg gives its duration as 3.08 s; decoded it is 1.00 s.
# The length of the original is shared out among the packets that are left, although a packet says by its first byte how long it is
# (RFC 6716, section 3.1). Who reads the header only, and that is what CAF's packet table is for, has a loop of three times its length.
#
# Needs npm and Node 20 or later. Exit 0: as seen; 1: it is otherwise now; 2: could not be tried.
set -u
work=$(mktemp -d)
end() { rm -rf "$work"; exit "$1"; }
trap 'end 2' INT TERM
cd "$work" || exit 2
npm install --silent --no-audit --no-fund --ignore-scripts @ffmpeg/core@0.12.10 >log 2>&1 || { cat log; end 2; }
cat >cut.mjs <<'EOF'
import { readFileSync } from "node:fs";
import { join } from "node:path";

// The package is made for workers of a browser.
globalThis.self = { location: { href: "file:///" } };
globalThis.location = globalThis.self.location;
const wasm = join(import.meta.dirname, "node_modules/@ffmpeg/core/dist/esm");
const { default: create } = await import(join(wasm, "ffmpeg-core.js"));
const ffmpeg = await create({ wasmBinary: readFileSync(join(wasm, "ffmpeg-core.wasm")), locateFile: (path) => path });
const said = [];
ffmpeg.setLogger(({ message }) => said.push(message));
const run = (...args) => {
  said.length = 0;
  if (ffmpeg.exec(...args) !== 0) throw new Error(said.join("\n"));
  return said.join("\n");
};

const version = /ffmpeg version (\S+)/.exec(run("-version"))[1];
run("-f", "lavfi", "-i", "sine=frequency=440:duration=3", "-c:a", "libopus", "whole.caf");
run("-i", "whole.caf", "-c", "copy", "-t", "1", "cut.caf");
const look = run("-i", "cut.caf", "-f", "s16le", "-ac", "1", "-ar", "48000", "cut.raw");
const cut = Buffer.from(ffmpeg.FS.readFile("cut.caf"));
const table = cut.indexOf("pakt") + 12;
const frames = ffmpeg.FS.readFile("cut.raw").length / 2;
console.log(
  `ffmpeg ${version}: ${cut.readBigUInt64BE(table)} packets, ${cut.readBigUInt64BE(table + 8)} valid frames, ` +
    `${cut.readUInt32BE(cut.indexOf("desc") + 32)} frames a packet, said to last ${/Duration: ([\d:.]+)/.exec(look)[1]}, decoded ${frames} frames of 48,000 Hz`,
);
EOF
seen=$(node cut.mjs 2>log) || { cat log; end 2; }
echo "$seen"
[ "$seen" = "ffmpeg 5.1.4: 50 packets, 147900 valid frames, 2958 frames a packet, said to last 00:00:03.08, decoded 48000 frames of 48,000 Hz" ] && { echo "as seen"; end 0; }
echo "it is otherwise now"; end 1
