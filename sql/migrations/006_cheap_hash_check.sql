-- The same rule for file_hash, 14 times cheaper (m): a pattern that counts to 64 took 14 µs a row, this one 1 µs.
DO $$
DECLARE
    holds BOOLEAN := (SELECT convalidated FROM pg_constraint
        WHERE conrelid = 'assets'::regclass AND conname = 'assets_file_hash_check');
BEGIN
    ALTER TABLE assets DROP CONSTRAINT assets_file_hash_check;
    ALTER TABLE assets ADD CONSTRAINT assets_file_hash_check
        CHECK (length(file_hash) = 64 AND file_hash !~ '[^0-9a-f]') NOT VALID;
    -- A database that was taken over may hold rows that break it; they are left in peace.
    IF holds THEN
        ALTER TABLE assets VALIDATE CONSTRAINT assets_file_hash_check;
    END IF;
END $$;
