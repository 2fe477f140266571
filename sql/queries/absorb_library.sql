-- The folder was taken for a library of its own ($1) before anybody said that it is library $2 at another place: what
-- it holds belongs to $2, and its row goes. What stands at a path that a file of $2 comes to gave it up already.
WITH assets_now AS (
    UPDATE assets SET library_id = $2 WHERE library_id = $1
), passes_now AS (
    UPDATE passes SET library_id = $2 WHERE library_id = $1
), problems_now AS (
    DELETE FROM scan_problems WHERE library_id = $1
), readings_now AS (
    DELETE FROM scan_readings WHERE library_id = $1
)
DELETE FROM library_mounts WHERE library_id = $1
