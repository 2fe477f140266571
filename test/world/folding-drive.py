# A file system that shows a folder as APFS would: a name is listed with the letters and the accents' form that it was made with, and
# answers to any. A file keeps its inode through a rename.
# Usage: folding-drive.py FOLDER MOUNTPOINT
import os, sys, unicodedata
import fusepy

folder, place = sys.argv[1], sys.argv[2]


def folded(name):
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def listed(parent, name):
    try:
        names = os.listdir(parent)
    except OSError:
        return name
    return next((one for one in names if folded(one) == folded(name)), name)


def at(path):
    where = folder
    for name in filter(None, path.split("/")):
        where = os.path.join(where, listed(where, name))
    return where


class FoldingDrive(fusepy.Operations):
    def __call__(self, op, *args):
        try:
            return super().__call__(op, *args)
        except OSError as error:
            raise fusepy.FuseOSError(error.errno)

    def getattr(self, path, fh=None):
        s = os.lstat(at(path))
        return {key: getattr(s, key) for key in ("st_atime", "st_ctime", "st_gid", "st_ino", "st_mode", "st_mtime", "st_nlink", "st_size", "st_uid")}

    def readdir(self, path, fh):
        return [".", "..", *os.listdir(at(path))]

    def mkdir(self, path, mode):
        os.mkdir(at(path), mode)

    def rename(self, old, new):
        parent, name = os.path.split(new)
        target = os.path.join(at(parent), name)
        taken = at(new)
        if os.path.lexists(taken) and not os.path.samestat(os.lstat(taken), os.lstat(at(old))):
            target = taken
        os.rename(at(old), target)

    def unlink(self, path):
        os.unlink(at(path))

    def rmdir(self, path):
        os.rmdir(at(path))

    def create(self, path, mode):
        return os.open(at(path), os.O_RDWR | os.O_CREAT, mode)

    def open(self, path, flags):
        return os.open(at(path), flags & ~os.O_NOFOLLOW)

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def write(self, path, data, offset, fh):
        return os.pwrite(fh, data, offset)

    def truncate(self, path, length, fh=None):
        os.truncate(at(path), length)

    def utimens(self, path, times):
        os.utime(at(path), times)

    def release(self, path, fh):
        os.close(fh)


fusepy.FUSE(FoldingDrive(), place, foreground=True, use_ino=True, attr_timeout=0, entry_timeout=0)
