-- Present assets that meet all that is asked, in order. What is NULL asks for nothing: such a line, and an order that was not asked for,
-- is gone before the plan is made, as the server knows the parameters by then. FETCH from it inside the transaction.
--
-- $1 ids · $2 tsquery · $3, $4 and $5, $6 and $7, $8 ranges of tempo, any of them · $9 keys · $10, $11 seconds · $12 rate · $13 channels
-- $14 bits · $15 kind · $16 only what nothing uses · $17, $18 path ranges, and $19, $20 what holds all of them · $21 library
-- $22 came since · $23 hash · $24, $25 LUFS · $26 order: path, tempo, duration, added, or none · $27 how many
DECLARE found NO SCROLL CURSOR FOR
SELECT a.id
FROM assets a
WHERE a.state = 'present'
  AND ($1::uuid[] IS NULL OR a.id = ANY ($1))
  AND ($2::text IS NULL OR asset_words(a.file_path, a.metadata) @@ $2::text::tsquery)
  AND ($3::real IS NULL OR a.metadata ? 'tempo')
  AND ($3::real IS NULL OR (a.metadata #>> '{tempo,bpm}')::real BETWEEN $3 AND $4::real
       OR (a.metadata #>> '{tempo,bpm}')::real BETWEEN $5::real AND $6::real
       OR (a.metadata #>> '{tempo,bpm}')::real BETWEEN $7::real AND $8::real)
  AND ($9::text[] IS NULL OR a.metadata ? 'key')
  AND ($9::text[] IS NULL OR a.metadata #>> '{key,key}' = ANY ($9))
  AND ($10::real IS NULL OR a.duration >= $10)
  AND ($11::real IS NULL OR a.duration <= $11)
  AND ($12::int IS NULL OR a.sample_rate = $12)
  AND ($13::int IS NULL OR a.channels = $13)
  AND ($14::real IS NULL OR asset_bits(a.metadata) = $14)
  AND ($15::text IS NULL OR asset_kind(a.file_path, a.metadata) = $15)
  AND (NOT $16::boolean OR NOT EXISTS (SELECT FROM clips c WHERE c.asset_id = a.id))
  AND (NOT $16 OR a.id NOT IN (SELECT asset_id FROM used_samples()))
  AND ($19::text IS NULL OR a.file_path >= $19)
  AND ($20::text IS NULL OR a.file_path < $20)
  AND (cardinality($17::text[]) < 2
       OR EXISTS (SELECT FROM unnest($17::text[], $18::text[]) AS under (low, high)
                  WHERE a.file_path >= low AND a.file_path < high))
  AND ($21::bigint IS NULL OR a.library_id = $21)
  AND ($22::timestamptz IS NULL OR a.added_at >= $22)
  AND ($23::text IS NULL OR a.file_hash = $23)
  AND ($24::real IS NULL OR a.file_hash IN (
       SELECT k.file_hash FROM analysis_cache k WHERE k.method = 'loudness/1'
           AND (k.result_json ->> 'integratedLufs')::real BETWEEN $24 AND $25::real))
ORDER BY CASE WHEN $26::text = 'tempo' THEN (a.metadata #>> '{tempo,bpm}')::real END,
         CASE WHEN $26 = 'duration' THEN a.duration END,
         CASE WHEN $26 = 'added' THEN a.added_at END DESC,
         CASE WHEN $26 <> 'none' THEN a.file_path END
LIMIT $27::bigint
