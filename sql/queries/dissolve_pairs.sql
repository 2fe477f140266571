-- Rule 2: if a pair's old path is gone and the row at its new path is unpaired, the pair is dissolved: a plain overwrite.
DELETE FROM pass_pairs p
USING pass_loose l, pass_arrivals v
WHERE l.asset_id = p.asset_id AND l.path_gone AND v.path = p.to_path AND v.row_id IS NOT NULL AND v.row_id <> p.asset_id
    AND NOT EXISTS (SELECT FROM pass_pairs q WHERE q.asset_id = v.row_id)
