-- Passes over single folders that nobody will ask for any more.
DELETE FROM passes p
WHERE p.folders IS NOT NULL AND (p.finished_at < now() - interval '30 days'
        OR (p.finished_at < now() - interval '1 hour' AND p.counts @> '{"filesRead": 0, "added": 0, "changed": 0,
            "moved": 0, "returned": 0, "missing": 0}'))
    AND p.id < (SELECT max(q.id) FROM passes q WHERE q.library_id = p.library_id)
