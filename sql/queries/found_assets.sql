-- The assets $1, in this order, as `find` shows them.
SELECT a.id AS "assetId", a.file_path AS "filePath", a.library_id::int AS "libraryId", a.size_bytes::float8 AS "sizeBytes",
       a.duration AS "durationSeconds", a.sample_rate AS "sampleRateHz", a.channels, a.added_at AS "addedAt",
       asset_bits(a.metadata) AS "bitsPerSample", asset_kind(a.file_path, a.metadata) AS kind,
       (a.metadata #>> '{tempo,bpm}')::real AS bpm, a.metadata #>> '{tempo,source}' AS "bpmSource",
       a.metadata #>> '{key,key}' AS key, a.metadata #>> '{key,source}' AS "keySource",
       (SELECT (k.result_json ->> 'integratedLufs')::real FROM analysis_cache k
        WHERE k.file_hash = a.file_hash AND k.method = 'loudness/1' LIMIT 1) AS "integratedLufs",
       (SELECT count(*) FROM clips c WHERE c.asset_id = a.id)::int AS clips,
       (SELECT count(*) FROM assets o WHERE o.file_hash = a.file_hash AND o.state = 'present' AND o.id <> a.id)::int AS copies
FROM unnest($1::uuid[]) WITH ORDINALITY AS chosen (id, n)
JOIN assets a USING (id)
ORDER BY n
