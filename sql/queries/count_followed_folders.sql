-- Folders that hold samples of the libraries in the config, as the service watches each of them; 0 where they can't be more
-- than the system allows ($1), since there are fewer files than that.
SELECT count(DISTINCT left(a.file_path, -position('/' IN reverse(a.file_path))))::int AS folders
FROM assets a JOIN libraries l ON l.id = a.library_id
WHERE l.configured AND a.state = 'present' AND (SELECT count(*) FROM assets) > $1
