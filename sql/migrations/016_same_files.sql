-- A renamed or moved file is known again by inode and birth time, so that it need not be read.
CREATE INDEX assets_inode_idx ON assets (inode) WHERE birth_ns <> 0;

-- The numbers that the device below a library's folder has had, from one restart or mount to the next, while the folder was the same
-- (inode and birth time). They tell whether a row was read on the file system that is there now.
ALTER TABLE libraries ADD COLUMN devices BIGINT[] NOT NULL DEFAULT '{}';
UPDATE libraries SET devices = ARRAY[device] WHERE device IS NOT NULL;

-- When the content was last read, where that was before this reading: the file was known by its marks. Else NULL.
ALTER TABLE scan_readings ADD COLUMN verified_at TIMESTAMPTZ;
