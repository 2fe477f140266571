#!/usr/bin/env bash
# A rename in a folder of exFAT (exfat-fuse) leaves the folder's own time as it was.
#
# Guess, written before the first run: as on ext4 and NTFS, a rename within a folder sets the folder's mtime, so a scanner that keeps
# folder times may pass over folders whose time is as it was.
# Seen with Debian 12's exfat-fuse 1.3.0+git20220115-2 on Linux 6.18: after a rename mtime and ctime of the folder are as they were; a new
# file and a deleted one set both. So a folder's time does not tell of renames there, and two files of equal size and time that are swapped
# show by nothing but their inode numbers, which are dealt anew at the next mount.
#
# Needs root on Debian with loop devices. Exit 0: as seen; 1: it is otherwise now; 2: could not be tried.
set -u
work=$(mktemp -d); loop=
end() { umount "$work/drive" 2>/dev/null; [ -n "$loop" ] && losetup -d "$loop" 2>/dev/null; rm -rf "$work"; exit "$1"; }
trap 'end 2' INT TERM
[ "$(id -u)" = 0 ] || { echo "needs root: it mounts an image"; end 2; }
cd "$work" || exit 2
apt-get download -qq exfat-fuse=1.3.0+git20220115-2 exfatprogs=1.2.0-1+deb12u1 libfuse2=2.9.9-6+b1 >log 2>&1 || { cat log; end 2; }
for package in ./*.deb; do dpkg -x "$package" root; done
export PATH="$work/root/sbin:$work/root/usr/sbin:$work/root/usr/bin:$PATH"
export LD_LIBRARY_PATH="$work/root/lib/x86_64-linux-gnu:$work/root/usr/lib/x86_64-linux-gnu"

truncate -s 32M image && mkfs.exfat image >log 2>&1 || { cat log; end 2; }
loop=$(losetup -f --show image) || end 2
mkdir drive && mount.exfat-fuse "$loop" drive >log 2>&1 || { cat log; end 2; }

times() { stat -c '%y %z' "$1"; }
mkdir drive/Kits && echo one >drive/Kits/a.wav && echo two >drive/Kits/b.wav
touch -d '2001-02-03 04:05:06' drive/Kits
before=$(times drive/Kits)
sleep 2
mv drive/Kits/a.wav drive/Kits/c.wav
after_rename=$(times drive/Kits)
echo three >drive/Kits/d.wav && rm drive/Kits/b.wav
after_all=$(times drive/Kits)
echo "exfat-fuse 1.3.0+git20220115-2"
echo "before:                      $before"
echo "after a rename:              $after_rename"
echo "after a new and a gone file: $after_all"

mkdir beside && touch beside/a && touch -d '2001-02-03 04:05:06' beside && there=$(times beside) && mv beside/a beside/b
[ "$there" != "$(times beside)" ] || { echo "the disk beside it does the same: nothing to compare with"; end 2; }
if [ "$before" = "$after_rename" ] && [ "$before" != "$after_all" ]; then echo "as seen"; end 0; fi
echo "it is otherwise now"; end 1
