# A file system that shows a folder and takes its time: every look (getattr, and the opening of a file or folder) takes the given
# milliseconds, and several are answered at once, as by a share over Wi-Fi.
# Usage: slow-drive.py FOLDER MOUNTPOINT MILLISECONDS FILE. FILE gets the number of looks that ever waited at one time.
import os, sys, threading, time
import fusepy

folder, place, delay, told = sys.argv[1], sys.argv[2], float(sys.argv[3]) / 1000, sys.argv[4]
lock = threading.Lock()
waiting = most = 0


def wait():
    global waiting, most
    with lock:
        waiting += 1
        if waiting > most:
            most = waiting
            with open(told, "w") as file:
                file.write(str(most))
    time.sleep(delay)
    with lock:
        waiting -= 1


class SlowDrive(fusepy.Operations):
    def at(self, path):
        return folder + path

    def getattr(self, path, fh=None):
        wait()
        try:
            s = os.lstat(self.at(path))
        except OSError as error:
            raise fusepy.FuseOSError(error.errno)
        return {key: getattr(s, key) for key in ("st_atime", "st_ctime", "st_gid", "st_ino", "st_mode", "st_mtime", "st_nlink", "st_size", "st_uid")}

    def readdir(self, path, fh):
        wait()
        found = []
        for entry in os.scandir(self.at(path)):
            s = entry.stat(follow_symlinks=False)
            found.append((entry.name, {"st_mode": s.st_mode, "st_ino": s.st_ino}, 0))
        return found

    def open(self, path, flags):
        wait()
        return os.open(self.at(path), os.O_RDONLY)

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def release(self, path, fh):
        os.close(fh)


fusepy.FUSE(SlowDrive(), place, foreground=True, use_ino=True, attr_timeout=1, entry_timeout=1, ro=True)
