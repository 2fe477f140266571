-- What a mounted file system is known by, whatever it is mounted at: its UUID or its share, where that is to be had.
ALTER TABLE library_mounts ADD COLUMN volume TEXT;
