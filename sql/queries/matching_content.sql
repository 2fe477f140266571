-- Loose rows and arrivals of equal content, one row a content, after hash $1, at most $2: those that pair_single left.
SELECT h.file_hash,
    (SELECT json_agg(json_build_object('assetId', l.asset_id, 'path', l.path)) FROM pass_loose l WHERE l.file_hash = h.file_hash) AS loose,
    (SELECT json_agg(json_build_object('path', v.path, 'isFree', v.row_id IS NULL)) FROM pass_arrivals v
        WHERE v.file_hash = h.file_hash AND v.kind = 'arrival') AS arrivals
FROM (SELECT DISTINCT l.file_hash FROM pass_loose l
    WHERE l.file_hash > $1 AND NOT EXISTS (SELECT FROM pass_pairs p WHERE p.asset_id = l.asset_id OFFSET 0)
    ORDER BY l.file_hash LIMIT $2) h
ORDER BY h.file_hash
