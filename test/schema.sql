TABLE analysis_cache
    id uuid NOT NULL DEFAULT gen_random_uuid()
    asset_id uuid NOT NULL
    method text NOT NULL
    result_json jsonb NOT NULL DEFAULT '{}'::jsonb
    file_hash text
    CONSTRAINT analysis_cache_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES assets(id) ON DELETE CASCADE
    CONSTRAINT analysis_cache_pkey PRIMARY KEY (id)
    CREATE INDEX analysis_cache_asset_id_idx ON public.analysis_cache USING btree (asset_id)
    CREATE INDEX analysis_cache_content_idx ON public.analysis_cache USING btree (file_hash, method)
    CREATE INDEX analysis_cache_fault_idx ON public.analysis_cache USING btree (((result_json #>> '{error,code}'::text[]))) WHERE (result_json ? 'error'::text)
    CREATE INDEX analysis_cache_loudness_idx ON public.analysis_cache USING btree ((((result_json ->> 'integratedLufs'::text))::real), file_hash) WHERE (method = 'loudness/1'::text)
    CREATE TRIGGER analysis_cache_file_hash BEFORE INSERT ON public.analysis_cache FOR EACH ROW EXECUTE FUNCTION analysis_cache_knows_its_content()
TABLE asset_events
    id bigint NOT NULL IDENTITY
    asset_id uuid NOT NULL
    type text NOT NULL
    from_path text COLLATE "C"
    to_path text COLLATE "C"
    from_hash text
    to_hash text
    at timestamp with time zone NOT NULL DEFAULT now()
    pass_id bigint
    CONSTRAINT asset_events_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES assets(id) ON DELETE CASCADE
    CONSTRAINT asset_events_pass_id_fkey FOREIGN KEY (pass_id) REFERENCES passes(id) ON DELETE SET NULL
    CONSTRAINT asset_events_pkey PRIMARY KEY (id)
    CONSTRAINT asset_events_type_check CHECK ((type = ANY (ARRAY['moved'::text, 'changed'::text, 'missing'::text, 'returned'::text])))
    CREATE INDEX asset_events_asset_id_idx ON public.asset_events USING btree (asset_id, at)
    CREATE INDEX asset_events_pass_id_idx ON public.asset_events USING btree (pass_id)
TABLE assets
    id uuid NOT NULL DEFAULT gen_random_uuid()
    file_path text COLLATE "C"
    file_hash text
    duration real
    sample_rate integer
    channels integer
    metadata jsonb NOT NULL DEFAULT '{}'::jsonb
    last_scanned timestamp with time zone
    library_id bigint
    size_bytes bigint
    mtime_ns bigint
    ctime_ns bigint
    device bigint
    inode bigint
    birth_ns bigint
    state text NOT NULL DEFAULT 'present'::text
    state_since timestamp with time zone NOT NULL DEFAULT now()
    last_path text COLLATE "C"
    reader_version integer
    verified_at timestamp with time zone
    read_again boolean NOT NULL DEFAULT false
    added_at timestamp with time zone NOT NULL DEFAULT now()
    written_at timestamp with time zone NOT NULL DEFAULT now()
    CONSTRAINT assets_channels_check CHECK ((channels > 0))
    CONSTRAINT assets_duration_check CHECK (((duration >= (0)::double precision) AND (duration < 'Infinity'::real)))
    CONSTRAINT assets_file_hash_check CHECK (((length(file_hash) = 64) AND (file_hash !~ '[^0-9a-f]'::text)))
    CONSTRAINT assets_file_path_key UNIQUE (file_path)
    CONSTRAINT assets_library_id_fkey FOREIGN KEY (library_id) REFERENCES libraries(id)
    CONSTRAINT assets_path_or_missing_check CHECK (((file_path IS NOT NULL) OR (state = 'missing'::text)))
    CONSTRAINT assets_pkey PRIMARY KEY (id)
    CONSTRAINT assets_sample_rate_check CHECK ((sample_rate > 0))
    CONSTRAINT assets_size_bytes_check CHECK ((size_bytes >= 0))
    CONSTRAINT assets_state_check CHECK ((state = ANY (ARRAY['present'::text, 'missing'::text, 'unfollowed'::text])))
    CREATE INDEX assets_added_at_idx ON public.assets USING btree (added_at) WHERE (state = 'present'::text)
    CREATE INDEX assets_bits_idx ON public.assets USING btree (asset_bits(metadata)) WHERE ((state = 'present'::text) AND (asset_bits(metadata) IS NOT NULL))
    CREATE INDEX assets_channels_idx ON public.assets USING btree (channels) WHERE (state = 'present'::text)
    CREATE INDEX assets_duration_idx ON public.assets USING btree (duration) WHERE (state = 'present'::text)
    CREATE INDEX assets_fault_idx ON public.assets USING btree (file_path) WHERE ((state = 'present'::text) AND (asset_fault(metadata) IS NOT NULL))
    CREATE INDEX assets_file_hash_idx ON public.assets USING btree (file_hash)
    CREATE UNIQUE INDEX assets_file_path_key ON public.assets USING btree (file_path)
    CREATE INDEX assets_inode_idx ON public.assets USING btree (inode) WHERE (birth_ns <> 0)
    CREATE INDEX assets_key_idx ON public.assets USING btree (((metadata #>> '{key,key}'::text[]))) WHERE ((state = 'present'::text) AND (metadata ? 'key'::text))
    CREATE INDEX assets_kind_idx ON public.assets USING btree (asset_kind(file_path, metadata)) WHERE ((state = 'present'::text) AND (asset_kind(file_path, metadata) IS NOT NULL))
    CREATE INDEX assets_library_id_idx ON public.assets USING btree (library_id)
    CREATE INDEX assets_not_present_idx ON public.assets USING btree (state, state_since) WHERE (state <> 'present'::text)
    CREATE INDEX assets_sample_name_idx ON public.assets USING btree (sample_name(file_path)) WHERE (state <> 'missing'::text)
    CREATE INDEX assets_sample_rate_idx ON public.assets USING btree (sample_rate) WHERE (state = 'present'::text)
    CREATE INDEX assets_tempo_idx ON public.assets USING btree ((((metadata #>> '{tempo,bpm}'::text[]))::real)) WHERE ((state = 'present'::text) AND (metadata ? 'tempo'::text))
    CREATE INDEX assets_words_idx ON public.assets USING gin (asset_words(file_path, metadata)) WHERE (state = 'present'::text)
TABLE clips
    id uuid NOT NULL DEFAULT gen_random_uuid()
    track_id uuid NOT NULL
    asset_id uuid
    start_time real NOT NULL DEFAULT 0.0
    duration real
    "offset" real NOT NULL DEFAULT 0.0
    name text
    CONSTRAINT clips_asset_id_fkey FOREIGN KEY (asset_id) REFERENCES assets(id)
    CONSTRAINT clips_duration_check CHECK ((duration >= (0)::double precision))
    CONSTRAINT clips_offset_check CHECK (("offset" >= (0)::double precision))
    CONSTRAINT clips_pkey PRIMARY KEY (id)
    CONSTRAINT clips_start_time_check CHECK ((start_time >= (0)::double precision))
    CONSTRAINT clips_track_id_fkey FOREIGN KEY (track_id) REFERENCES tracks(id) ON DELETE CASCADE
    CREATE INDEX clips_asset_id_idx ON public.clips USING btree (asset_id)
    CREATE INDEX clips_track_id_idx ON public.clips USING btree (track_id)
TABLE libraries
    id bigint NOT NULL IDENTITY
    path text COLLATE "C" NOT NULL
    real_path text COLLATE "C" NOT NULL
    machine_id text NOT NULL
    machine_name text NOT NULL
    device bigint
    inode bigint
    birth_ns bigint
    is_mount_point boolean NOT NULL DEFAULT false
    state text NOT NULL DEFAULT 'online'::text
    state_since timestamp with time zone NOT NULL DEFAULT now()
    state_reason text
    added_at timestamp with time zone NOT NULL DEFAULT now()
    last_pass_at timestamp with time zone
    last_verified_at timestamp with time zone
    configured boolean NOT NULL DEFAULT false
    devices bigint[] NOT NULL DEFAULT '{}'::bigint[]
    CONSTRAINT libraries_path_key UNIQUE (path)
    CONSTRAINT libraries_pkey PRIMARY KEY (id)
    CONSTRAINT libraries_state_check CHECK ((state = ANY (ARRAY['online'::text, 'offline'::text, 'held'::text])))
    CREATE UNIQUE INDEX libraries_path_key ON public.libraries USING btree (path)
TABLE library_mounts
    library_id bigint NOT NULL
    path text COLLATE "C" NOT NULL
    offline_since timestamp with time zone
    volume text
    CONSTRAINT library_mounts_library_id_fkey FOREIGN KEY (library_id) REFERENCES libraries(id) ON DELETE CASCADE
    CONSTRAINT library_mounts_pkey PRIMARY KEY (library_id, path)
TABLE passes
    id bigint NOT NULL IDENTITY
    library_id bigint NOT NULL
    folders text[]
    command text NOT NULL
    machine_id text NOT NULL
    machine_name text NOT NULL
    pid integer NOT NULL
    process_mark text NOT NULL
    started_at timestamp with time zone NOT NULL DEFAULT now()
    heartbeat_at timestamp with time zone NOT NULL DEFAULT now()
    finished_at timestamp with time zone
    status text NOT NULL DEFAULT 'running'::text
    counts jsonb NOT NULL DEFAULT '{}'::jsonb
    deciding_since timestamp with time zone
    CONSTRAINT passes_library_id_fkey FOREIGN KEY (library_id) REFERENCES libraries(id) ON DELETE CASCADE
    CONSTRAINT passes_pkey PRIMARY KEY (id)
    CONSTRAINT passes_status_check CHECK ((status = ANY (ARRAY['running'::text, 'complete'::text, 'complete-with-problems'::text, 'held'::text, 'offline'::text, 'busy'::text, 'interrupted'::text, 'failed'::text])))
    CREATE INDEX passes_finished_at_idx ON public.passes USING btree (finished_at)
    CREATE INDEX passes_library_id_idx ON public.passes USING btree (library_id, started_at DESC)
    CREATE INDEX passes_running_idx ON public.passes USING btree (library_id) WHERE (finished_at IS NULL)
TABLE project_files
    id bigint NOT NULL IDENTITY
    file_path text COLLATE "C" NOT NULL
    kind text NOT NULL
    is_backup boolean NOT NULL
    size_bytes bigint NOT NULL
    mtime_ns bigint NOT NULL
    ctime_ns bigint NOT NULL
    reader_version integer NOT NULL
    fault text
    folder_from text COLLATE "C" NOT NULL
    folder_to text COLLATE "C" NOT NULL
    read_at timestamp with time zone NOT NULL DEFAULT now()
    CONSTRAINT project_files_file_path_key UNIQUE (file_path)
    CONSTRAINT project_files_pkey PRIMARY KEY (id)
    CREATE INDEX project_files_fault_idx ON public.project_files USING btree (file_path) WHERE (fault IS NOT NULL)
    CREATE UNIQUE INDEX project_files_file_path_key ON public.project_files USING btree (file_path)
TABLE project_references
    project_file_id bigint NOT NULL
    n integer NOT NULL
    written text NOT NULL
    name text COLLATE "C" NOT NULL
    size_bytes bigint
    path text COLLATE "C"
    place text COLLATE "C"
    is_outside boolean NOT NULL DEFAULT false
    CONSTRAINT project_references_project_file_id_fkey FOREIGN KEY (project_file_id) REFERENCES project_files(id) ON DELETE CASCADE
    CREATE INDEX project_references_name_idx ON public.project_references USING btree (name)
    CREATE INDEX project_references_path_idx ON public.project_references USING btree (path)
    CREATE INDEX project_references_project_file_id_idx ON public.project_references USING btree (project_file_id, n)
TABLE projects
    id uuid NOT NULL DEFAULT gen_random_uuid()
    name text NOT NULL
    bpm integer NOT NULL DEFAULT 120
    time_signature_num integer NOT NULL DEFAULT 4
    time_signature_denom integer NOT NULL DEFAULT 4
    key_root text
    scale_type text
    created_at timestamp with time zone NOT NULL DEFAULT now()
    updated_at timestamp with time zone NOT NULL DEFAULT now()
    CONSTRAINT projects_bpm_check CHECK ((bpm > 0))
    CONSTRAINT projects_name_key UNIQUE (name)
    CONSTRAINT projects_pkey PRIMARY KEY (id)
    CONSTRAINT projects_time_signature_denom_check CHECK ((time_signature_denom > 0))
    CONSTRAINT projects_time_signature_num_check CHECK ((time_signature_num > 0))
    CREATE UNIQUE INDEX projects_name_key ON public.projects USING btree (name)
TABLE render_artifacts
    id uuid NOT NULL DEFAULT gen_random_uuid()
    node_id uuid NOT NULL
    path text NOT NULL
    hash text
    size_bytes bigint
    CONSTRAINT render_artifacts_node_id_fkey FOREIGN KEY (node_id) REFERENCES render_nodes(id) ON DELETE CASCADE
    CONSTRAINT render_artifacts_pkey PRIMARY KEY (id)
    CONSTRAINT render_artifacts_size_bytes_check CHECK ((size_bytes >= 0))
    CREATE INDEX render_artifacts_node_id_idx ON public.render_artifacts USING btree (node_id)
TABLE render_edges
    id uuid NOT NULL DEFAULT gen_random_uuid()
    from_node_id uuid NOT NULL
    to_node_id uuid NOT NULL
    type text NOT NULL DEFAULT 'data_flow'::text
    CONSTRAINT render_edges_check CHECK ((from_node_id <> to_node_id))
    CONSTRAINT render_edges_from_node_id_fkey FOREIGN KEY (from_node_id) REFERENCES render_nodes(id) ON DELETE CASCADE
    CONSTRAINT render_edges_pkey PRIMARY KEY (id)
    CONSTRAINT render_edges_to_node_id_fkey FOREIGN KEY (to_node_id) REFERENCES render_nodes(id) ON DELETE CASCADE
    CREATE INDEX render_edges_from_node_id_idx ON public.render_edges USING btree (from_node_id)
    CREATE INDEX render_edges_to_node_id_idx ON public.render_edges USING btree (to_node_id)
TABLE render_jobs
    id uuid NOT NULL DEFAULT gen_random_uuid()
    project_id uuid NOT NULL
    status text NOT NULL DEFAULT 'PENDING'::text
    created_at timestamp without time zone NOT NULL DEFAULT now()
    CONSTRAINT render_jobs_pkey PRIMARY KEY (id)
    CONSTRAINT render_jobs_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE
    CONSTRAINT render_jobs_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text])))
    CREATE INDEX render_jobs_project_id_idx ON public.render_jobs USING btree (project_id)
TABLE render_nodes
    id uuid NOT NULL DEFAULT gen_random_uuid()
    job_id uuid NOT NULL
    type text NOT NULL
    input_hash text
    output_path text
    status text NOT NULL DEFAULT 'PENDING'::text
    CONSTRAINT render_nodes_job_id_fkey FOREIGN KEY (job_id) REFERENCES render_jobs(id) ON DELETE CASCADE
    CONSTRAINT render_nodes_pkey PRIMARY KEY (id)
    CONSTRAINT render_nodes_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'COMPLETED'::text, 'FAILED'::text])))
    CREATE INDEX render_nodes_input_hash_idx ON public.render_nodes USING btree (input_hash)
    CREATE INDEX render_nodes_job_id_idx ON public.render_nodes USING btree (job_id)
TABLE scan_problems
    file_path text COLLATE "C" NOT NULL
    library_id bigint NOT NULL
    code text NOT NULL
    message text NOT NULL
    size_bytes bigint
    mtime_ns bigint
    reader_version integer
    first_seen timestamp with time zone NOT NULL DEFAULT now()
    last_seen timestamp with time zone NOT NULL DEFAULT now()
    attempts integer NOT NULL DEFAULT 1
    CONSTRAINT scan_problems_library_id_fkey FOREIGN KEY (library_id) REFERENCES libraries(id) ON DELETE CASCADE
    CONSTRAINT scan_problems_pkey PRIMARY KEY (file_path)
    CREATE INDEX scan_problems_library_id_idx ON public.scan_problems USING btree (library_id)
TABLE scan_readings
    file_path text COLLATE "C" NOT NULL
    library_id bigint NOT NULL
    size_bytes bigint NOT NULL
    mtime_ns bigint NOT NULL
    ctime_ns bigint NOT NULL
    device bigint NOT NULL
    inode bigint NOT NULL
    birth_ns bigint NOT NULL
    file_hash text NOT NULL
    duration real
    sample_rate integer
    channels integer
    metadata jsonb NOT NULL
    reader_version integer NOT NULL
    read_again boolean NOT NULL
    read_at timestamp with time zone NOT NULL
    verified_at timestamp with time zone
    CONSTRAINT scan_readings_library_id_fkey FOREIGN KEY (library_id) REFERENCES libraries(id) ON DELETE CASCADE
    CONSTRAINT scan_readings_pkey PRIMARY KEY (file_path)
    CREATE INDEX scan_readings_file_hash_idx ON public.scan_readings USING btree (file_hash)
    CREATE INDEX scan_readings_library_id_idx ON public.scan_readings USING btree (library_id)
TABLE schema_migrations
    version text NOT NULL
    applied_at timestamp with time zone NOT NULL DEFAULT now()
    checksum text
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
TABLE services
    machine_id text NOT NULL
    machine_name text NOT NULL
    pid integer NOT NULL
    process_mark text NOT NULL
    started_at timestamp with time zone NOT NULL DEFAULT now()
    heartbeat_at timestamp with time zone NOT NULL DEFAULT now()
    report jsonb NOT NULL DEFAULT '{}'::jsonb
    CONSTRAINT services_pkey PRIMARY KEY (machine_id)
TABLE tracks
    id uuid NOT NULL DEFAULT gen_random_uuid()
    project_id uuid NOT NULL
    name text NOT NULL
    type text NOT NULL
    gain_db real NOT NULL DEFAULT 0.0
    pan real NOT NULL DEFAULT 0.0
    index integer NOT NULL DEFAULT 0
    color text
    CONSTRAINT tracks_color_check CHECK ((color ~ '^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$'::text))
    CONSTRAINT tracks_pan_check CHECK (((pan >= ('-1.0'::numeric)::double precision) AND (pan <= (1.0)::double precision)))
    CONSTRAINT tracks_pkey PRIMARY KEY (id)
    CONSTRAINT tracks_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE
    CONSTRAINT tracks_type_check CHECK ((type = ANY (ARRAY['AUDIO'::text, 'MIDI'::text])))
    CREATE INDEX tracks_project_id_idx ON public.tracks USING btree (project_id)
