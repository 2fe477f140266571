-- Whether a path lies in a range that a pass answers for: deep, everything below a folder; else the files in that folder alone.
-- The planner puts the expression in the function's place, so the index on paths serves it.
CREATE FUNCTION is_in_scope(path TEXT, from_path TEXT, to_path TEXT, prefix_length INTEGER, deep BOOLEAN) RETURNS BOOLEAN
LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT path >= from_path AND path < to_path AND (deep OR strpos(substr(path, prefix_length + 1), right(from_path, 1)) = 0)
$$;

-- What a pass says of a file that is not as the catalog knows it: a word that is misspelled is an error, not a count of 0.
CREATE TYPE change_verdict AS ENUM ('new', 'back', 'changed');
