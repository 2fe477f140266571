-- Only deciding needs a claim; reading does not. A running pass decides since this time, or only reads (NULL). The claim holds
-- while the pass's process lives and either heartbeat_at is younger than 15 s or the pass holds its row's lock.
ALTER TABLE passes ADD COLUMN deciding_since TIMESTAMPTZ;
CREATE INDEX passes_finished_at_idx ON passes (finished_at);
