-- The groups of `duplicate_groups` (sql/migrations/009), which says what the parameters are.
-- FETCH from it inside the transaction: nothing is sent before it is asked for.
DECLARE duplicate_groups NO SCROLL CURSOR FOR
SELECT * FROM duplicate_groups($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean, $6::bigint, $7::text, $8::bigint)
