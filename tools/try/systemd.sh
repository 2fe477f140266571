#!/usr/bin/env bash
# Tries the background service under a live systemd, as an ordinary user: install, notify, read-only home, watchdog, reload, kill -9,
# kill -STOP, stop, a cluster that is gone, reboot, uninstall. Needs root on Debian with systemd-nspawn (systemd-container) and debootstrap.
#
#   tools/try/systemd.sh [suite]      a Debian release: bookworm (systemd 252, the default), trixie (257)
#
# The package must be built (npm run build). Debian's base system is kept in $TRY_CACHE (default /var/tmp/musaic-try) for the next time; the
# container is a throw-away copy of it. Prints a line for each thing tried, and fails if one of them did.
set -u
suite=${1:-bookworm}
here=$(cd "$(dirname "$0")/../.." && pwd)
cache=${TRY_CACHE:-/var/tmp/musaic-try}
box=musaic-try-$$
root=$cache/$box
home=/home/ada
studio=$home/Studio
failures=0
nspawn=

finish() {
  if [ -n "$nspawn" ] && kill -0 "$nspawn" 2>/dev/null; then
    kill -TERM "$nspawn"
    wait "$nspawn" 2>/dev/null
  fi
  rm -rf "$root"
}
trap finish EXIT

say() { printf '%-8s %s\n' "$1" "$2"; }
holds() { # holds "what" command…: waits until the command is true, on a busy machine up to 3 minutes
  local what=$1 end=$((SECONDS + 180))
  shift
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -gt "$end" ]; then
      say "NOT" "$what"
      failures=$((failures + 1))
      as_ada journalctl --user -u musaic-catalog -n 12 --no-pager -o cat | sed 's/^/         | /'
      return 1
    fi
    sleep 0.5
  done
  say "ok" "$what"
}

in_box() { nsenter -a -t "$leader" -- "$@"; }
as_ada() { in_box runuser -u ada -- env HOME=$home XDG_RUNTIME_DIR=/run/user/1000 PATH=/usr/local/bin:/usr/bin:/bin sh -c 'cd; exec "$@"' sh "$@"; }
catalog() { as_ada musaic-catalog --config "$studio/musaic.config.json" "$@"; }
unit() { as_ada systemctl --user "$@"; }
property() { unit show --property="$1" --value musaic-catalog.service; }
main_pid() { property MainPID; }
is() { [ "$(property "$1")" = "$2" ]; }
journal() { as_ada journalctl --user --no-pager -o cat "$@"; }
# The whole journal is searched: grep -q would end journalctl early.
journal_has() { [ "$(journal | grep -c -- "$1")" -gt 0 ]; }
present() { [ "$(catalog status --json | grep -o '"present": *[0-9]*' | head -1 | tr -dc 0-9)" = "$1" ]; }
new_pid() { local now; now=$(main_pid); [ "$now" != 0 ] && [ "$now" != "$1" ] && is ActiveState active; }

boot() {
  # A host with the old control groups gives the container the new ones: systemd 257 knows no others.
  UNIFIED_CGROUP_HIERARCHY=1 systemd-nspawn -q -D "$root" --machine="$box" --boot --register=no --keep-unit </dev/null >"$root.log" 2>&1 &
  nspawn=$!
  local end=$((SECONDS + 60))
  until leader=$(pgrep -P "$nspawn" | head -1) && [ -n "$leader" ] && in_box systemctl is-active -q multi-user.target 2>/dev/null; do
    [ "$SECONDS" -lt "$end" ] || { say NOT "the container boots (systemd-nspawn)"; tail -5 "$root.log"; exit 1; }
    sleep 0.5
  done
  end=$((SECONDS + 30))
  until as_ada systemctl --user is-active -q default.target 2>/dev/null || [ "$SECONDS" -gt "$end" ]; do sleep 0.5; done
}

[ "$(id -u)" = 0 ] || { echo "systemd.sh: run it as root"; exit 2; }
for program in debootstrap systemd-nspawn node; do
  command -v "$program" >/dev/null || { echo "systemd.sh: there is no $program (Debian: debootstrap, systemd-container, nodejs)"; exit 2; }
done
[ -f "$here/dist/main.js" ] || { echo "systemd.sh: npm run build first"; exit 2; }

# --- the system
mkdir -p "$cache"
if [ ! -d "$cache/$suite" ]; then
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,procps \
    "$suite" "$cache/$suite.new" >"$cache/$suite.log" 2>&1 || { echo "systemd.sh: debootstrap failed, see $cache/$suite.log"; exit 1; }
  mv "$cache/$suite.new" "$cache/$suite"
fi
cp -a --reflink=auto "$cache/$suite" "$root"
mkdir -p "$root/opt/musaic-catalog"
for part in dist sql config service package.json node_modules; do cp -a --reflink=auto "$here/$part" "$root/opt/musaic-catalog/"; done
install -m 755 "$(readlink -f "$(command -v node)")" "$root/usr/local/bin/node"
ln -s /opt/musaic-catalog/dist/start.cjs "$root/usr/local/bin/musaic-catalog"
chroot "$root" useradd --create-home --uid 1000 --shell /bin/sh ada
mkdir -p "$root/var/lib/systemd/linger" && touch "$root/var/lib/systemd/linger/ada"
node -e '
  const [folder] = process.argv.slice(1);
  const wav = (take) => { const b = Buffer.alloc(8044); b.write("RIFF"); b.writeUInt32LE(8036, 4); b.write("WAVEfmt ", 8); b.writeUInt32LE(16, 16);
    b.writeUInt16LE(1, 20); b.writeUInt16LE(1, 22); b.writeUInt32LE(8000, 24); b.writeUInt32LE(16000, 28); b.writeUInt16LE(2, 32); b.writeUInt16LE(16, 34);
    b.write("data", 36); b.writeUInt32LE(8000, 40); b.writeUInt32LE(take, 44); return b; };
  fs.mkdirSync(`${folder}/Studio/Samples/Kicks`, { recursive: true });
  for (let take = 0; take < 20; take += 1) fs.writeFileSync(`${folder}/Studio/Samples/Kicks/${take}.wav`, wav(take));
  fs.writeFileSync(`${folder}/new.wav`, wav(99));
  fs.mkdirSync(`${folder}/More`);
  fs.writeFileSync(`${folder}/More/more.wav`, wav(100));
  // The cluster lies in a library: to the service it is a mount of its own, which must not be taken for a drive.
  fs.writeFileSync(`${folder}/Studio/musaic.config.json`, JSON.stringify({ dbConnectionString: "embedded:data/pg", catalog: { libraries: ["~/Studio"], settleMs: 200 } }));
' "$root$home"
chroot "$root" chown -R ada:ada $home
leader=
boot
say "" "$(in_box systemctl --version | head -1), Node.js $(as_ada node --version), $(uname -r)"

# --- the way of a service
config=$studio/musaic.config.json
cluster=$studio/data/pg
catalog service install >"$root.install" 2>&1
holds "install: the unit is active, and enabled" is ActiveState active
holds "notify: systemd waited for its word, and knows its process" test "$(property Type)" = notify -a "$(main_pid)" != 0
holds "20 files are in the catalog" present 20
grep -q "^PrivateUsers=yes" "$root$home/.config/systemd/user/musaic-catalog.service" && closed=yes || closed=no
if [ $closed = yes ]; then
  read_only() { ! in_box nsenter -t "$(main_pid)" -m -U --preserve-credentials -S 1000 -G 1000 sh -c ": > $home/written" && [ ! -e "$root$home/written" ]; }
  holds "the home is read-only to the service" read_only
else
  say "no" "this system gives a user's service no read-only home, and the unit promises none"
fi
as_ada cp new.wav Studio/Samples/new.wav
holds "a new file is taken in" present 21
started_by_service() { in_box cat "/proc/$(head -1 "$root$cluster/postmaster.pid")/cgroup" | grep -v -q musaic-catalog.service; }
holds "the database's server is no part of the unit" started_by_service
as_ada sed -i 's|"~/Studio"|"~/Studio", "~/More"|' "$config"
unit reload musaic-catalog
holds "reload: the new library is taken in" present 22
holds "a scan from the shell sees the same library" catalog scan $studio --quiet

before=$(main_pid)
unit kill --kill-whom=main -s KILL musaic-catalog
holds "kill -9: it is started again" new_pid "$before"
holds "and goes on" present 22
no_left_over() { ! journal_has "left-over process"; }
holds "without a word of left-over processes" no_left_over

mkdir -p "$root$home/.config/systemd/user/musaic-catalog.service.d"
printf '[Service]\nWatchdogSec=6\n' >"$root$home/.config/systemd/user/musaic-catalog.service.d/try.conf"
unit daemon-reload
unit restart musaic-catalog
holds "watchdog: it gives signs of life" journal_has "the service starts"
alive=$(main_pid)
sleep 15
holds "and is left alone for 15 s of a watchdog of 6 s" test "$(main_pid)" = "$alive"
unit kill --kill-whom=main -s STOP musaic-catalog
holds "kill -STOP: the watchdog ends it, and it is started again" new_pid "$alive"
rm -r "$root$home/.config/systemd/user/musaic-catalog.service.d"
unit daemon-reload
unit restart musaic-catalog
holds "it is up again" present 22

unit stop musaic-catalog
holds "stop: it ends in order" is Result success
no_server() { [ ! -e "$root$cluster/postmaster.pid" ]; }
holds "and takes the database with it" no_server
unit start musaic-catalog
holds "start" present 22

unit stop musaic-catalog
mv "$root$cluster" "$root$cluster.away"
unit start musaic-catalog
if [ $closed = yes ]; then
  holds "a cluster that is gone: the unit fails" is ActiveState failed
  holds "and says what to do" journal_has "service install"
fi
unit stop musaic-catalog
rm -rf "$root$cluster" && mv "$root$cluster.away" "$root$cluster"
unit reset-failed musaic-catalog 2>/dev/null
unit start musaic-catalog
holds "with its cluster back it runs" present 22

in_box systemctl reboot
wait "$nspawn"
boot
holds "reboot: the service is up without a log-in (linger)" is ActiveState active
holds "with its catalog" present 22

catalog service uninstall
gone() { [ ! -e "$root$home/.config/systemd/user/musaic-catalog.service" ] && ! is ActiveState active; }
holds "uninstall: nothing runs, and the unit is gone" gone
holds "and no server is left" no_server
[ "$failures" = 0 ] && echo "all as it should be" || { echo "$failures not as it should be"; exit 1; }
