-- The words of $1 as a query that wants all of them, the last one as a beginning; split as asset_words splits.
SELECT to_tsquery('pg_catalog.simple',
           string_agg(quote_literal(word) || CASE WHEN n = last THEN ':*' ELSE '' END, ' & '))::text AS query
FROM (SELECT word, n, max(n) OVER () AS last
      FROM unnest(string_to_array(trim(regexp_replace($1, '[^[:alnum:]#]+', ' ', 'g')), ' '))
          WITH ORDINALITY AS w (word, n)) AS words
