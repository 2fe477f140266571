-- Loops from 118 to 124 BPM, the nearest to 121 first.
SELECT file_path, (metadata #>> '{tempo,bpm}')::real AS bpm, metadata #>> '{tempo,source}' AS source
FROM assets
WHERE state = 'present' AND metadata ? 'tempo' AND (metadata #>> '{tempo,bpm}')::real BETWEEN 118 AND 124
ORDER BY abs((metadata #>> '{tempo,bpm}')::real - 121), file_path
LIMIT 50
