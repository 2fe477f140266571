-- Whether the config names this library. One that it named once and no longer does is unfollowed; one that somebody
-- scanned by hand never was named, and stays.
ALTER TABLE libraries ADD COLUMN configured BOOLEAN NOT NULL DEFAULT FALSE;
