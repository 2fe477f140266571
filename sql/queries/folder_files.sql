-- Every present file's folder as a number, and its content. Temporary tables of one transaction: their sizes are known
-- to the planner once they are analysed.
CREATE TEMPORARY TABLE folder_files ON COMMIT DROP AS
SELECT left(file_path, length(file_path) - strpos(reverse(file_path), CASE WHEN file_path LIKE '/%' THEN '/' ELSE '\' END)) COLLATE "C" AS folder,
       file_hash COLLATE "C" AS file_hash, size_bytes, library_id
FROM assets
WHERE state = 'present' AND file_hash IS NOT NULL AND size_bytes > 0 AND library_id IS NOT NULL;

-- Folders that hold files themselves.
CREATE TEMPORARY TABLE folder_leaves ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY folder)::int AS id, folder, library_id
FROM folder_files GROUP BY folder, library_id;

-- They and every folder above them, up to the library's own.
CREATE TEMPORARY TABLE folder_above ON COMMIT DROP AS
WITH RECURSIVE up AS (
    SELECT f.id AS leaf, f.folder, l.path AS library
    FROM folder_leaves f JOIN libraries l ON l.id = f.library_id
    UNION ALL
    SELECT leaf, left(folder, length(folder) - strpos(reverse(folder), CASE WHEN folder LIKE '/%' THEN '/' ELSE '\' END)), library
    FROM up
    WHERE length(folder) > length(library)
)
SELECT leaf, folder FROM up;

-- A folder whose only content is one folder says the same as that: the upper one stands for both.
CREATE TEMPORARY TABLE folder_tops ON COMMIT DROP AS
WITH sizes AS (
    SELECT folder, count(*) AS leaves, min(leaf) AS first_leaf FROM folder_above GROUP BY folder
), ranked AS (
    SELECT folder, row_number() OVER (PARTITION BY leaves, first_leaf ORDER BY length(folder)) AS rank FROM sizes
)
SELECT row_number() OVER (ORDER BY folder)::int AS id, folder FROM ranked WHERE rank = 1;

-- Contents that lie in the same set of folders count together: packs are copied whole.
CREATE TEMPORARY TABLE folder_sets ON COMMIT DROP AS
SELECT row_number() OVER ()::int AS id, leaves, count(*) AS contents, sum(size_bytes)::bigint AS bytes
FROM (SELECT array_agg(DISTINCT l.id ORDER BY l.id) AS leaves, max(f.size_bytes) AS size_bytes
      FROM folder_files f JOIN folder_leaves l ON l.folder = f.folder AND l.library_id = f.library_id
      GROUP BY f.file_hash) AS contents
GROUP BY leaves;
ANALYZE folder_above;
ANALYZE folder_tops;
ANALYZE folder_sets;

-- Which of the folders above are touched by which set.
CREATE TEMPORARY TABLE folder_touches ON COMMIT DROP AS
SELECT DISTINCT s.id AS set_id, t.id AS folder_id
FROM folder_sets s
CROSS JOIN LATERAL unnest(s.leaves) AS leaf
JOIN folder_above a ON a.leaf = leaf.leaf
JOIN folder_tops t ON t.folder = a.folder;
ANALYZE folder_touches;
