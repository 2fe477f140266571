-- Makes the session ours ($1 the backend's process that the server announced at connect, $2 set nothing if another answers).
-- Settings of a later version than the server's are passed over. All names are qualified: search_path is not ours yet.
SELECT pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $1::pg_catalog.int4 AS direct,
    (SELECT pg_catalog.count(pg_catalog.set_config(wanted.name, wanted.value, FALSE))
     FROM (VALUES
        -- What names mean, and what text of a value means.
        ('search_path', 'public'),
        ('DateStyle', 'ISO, MDY'),
        ('IntervalStyle', 'postgres'),
        ('TimeZone', 'UTC'),
        ('client_encoding', 'UTF8'),
        ('standard_conforming_strings', 'on'),
        ('bytea_output', 'hex'),
        ('extra_float_digits', '1'),
        ('array_nulls', 'on'),
        ('transform_null_equals', 'off'),
        ('quote_all_identifiers', 'off'),
        ('xmloption', 'content'),
        ('gin_fuzzy_search_limit', '0'),
        ('check_function_bodies', 'on'),
        ('default_transaction_isolation', 'read committed'),
        ('default_transaction_deferrable', 'off'),
        -- Limits that are right for a role's ordinary work would cut a pass over a million files, or the minutes in which a
        -- connection rests while long files are read. That a server hangs is found by the freeze guard.
        ('statement_timeout', '0'),
        ('lock_timeout', '0'),
        ('idle_in_transaction_session_timeout', '0'),
        ('idle_session_timeout', '0'),
        ('transaction_timeout', '0'),
        -- What a planner may do. Statements about tables that were empty a moment ago are estimated high: compiling them
        -- costs more than it saves.
        ('jit', 'off'),
        ('plan_cache_mode', 'auto'),
        ('enable_bitmapscan', 'on'),
        ('enable_hashagg', 'on'),
        ('enable_hashjoin', 'on'),
        ('enable_indexonlyscan', 'on'),
        ('enable_indexscan', 'on'),
        ('enable_material', 'on'),
        ('enable_mergejoin', 'on'),
        ('enable_nestloop', 'on'),
        ('enable_seqscan', 'on'),
        ('enable_sort', 'on')
     ) AS wanted (name, value)
     JOIN pg_catalog.pg_settings s ON pg_catalog.lower(s.name) OPERATOR(pg_catalog.=) pg_catalog.lower(wanted.name)
     WHERE s.context OPERATOR(pg_catalog.=) 'user'
        AND (NOT $2 OR pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $1)) AS settings
