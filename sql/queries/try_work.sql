-- What a scan writes, to be taken back by the caller: a library, a pass and an asset at paths that no file has.
WITH library AS (
    INSERT INTO libraries (path, real_path, machine_id, machine_name)
    VALUES ('//doctor', '//doctor', 'doctor', 'doctor') RETURNING id
), pass AS (
    INSERT INTO passes (library_id, command, machine_id, machine_name, pid, process_mark)
    SELECT id, 'doctor', 'doctor', 'doctor', 0, 'doctor' FROM library
)
INSERT INTO assets (file_path, library_id, size_bytes) SELECT '//doctor/trial', id, 0 FROM library
