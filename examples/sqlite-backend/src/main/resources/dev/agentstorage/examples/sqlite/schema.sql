-- Instants are microseconds since 1970, JSON is its text. The collation is BINARY, the default, which compares the bytes of UTF-8.
-- A column is named after the component of the record that it holds. STRICT tables refuse a value of another type.

CREATE TABLE threads (
  id TEXT PRIMARY KEY, resource_id TEXT NOT NULL, title TEXT NOT NULL, metadata TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, archived_at INTEGER, last_message_at INTEGER,
  -- last_message_at for sorting: a thread without a message is before all others
  last_message_at_or_none INTEGER NOT NULL
) STRICT;
CREATE INDEX threads_created ON threads (created_at, id);
CREATE INDEX threads_resource_created ON threads (resource_id, created_at, id);
CREATE INDEX threads_resource_updated ON threads (resource_id, updated_at, id);
CREATE INDEX threads_resource_spoken ON threads (resource_id, last_message_at_or_none, id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY, thread_id TEXT NOT NULL REFERENCES threads (id), resource_id TEXT NOT NULL,
  role TEXT NOT NULL, type TEXT NOT NULL, content TEXT NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_created ON messages (created_at, id);
CREATE INDEX messages_thread_created ON messages (thread_id, created_at, id);
CREATE INDEX messages_resource_created ON messages (resource_id, created_at, id);

-- which indexes of the application have taken a message in; a message that changes is new to all of them
CREATE TABLE message_marks (
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE, index_name TEXT NOT NULL,
  PRIMARY KEY (message_id, index_name)
) STRICT;
CREATE TRIGGER messages_changed AFTER UPDATE ON messages BEGIN DELETE FROM message_marks WHERE message_id = NEW.id; END;

CREATE TABLE resources (
  id TEXT PRIMARY KEY, working_memory TEXT, metadata TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX resources_created ON resources (created_at, id);

CREATE TABLE workflow_runs (
  workflow_name TEXT NOT NULL, run_id TEXT NOT NULL, resource_id TEXT, snapshot TEXT NOT NULL, labels TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  -- what the snapshot says, for queries
  status TEXT,
  PRIMARY KEY (workflow_name, run_id)
) STRICT;
CREATE INDEX workflow_runs_created ON workflow_runs (created_at, workflow_name, run_id);
CREATE INDEX workflow_runs_updated ON workflow_runs (updated_at, workflow_name, run_id);
CREATE INDEX workflow_runs_run ON workflow_runs (run_id, created_at, workflow_name);
CREATE INDEX workflow_runs_resource ON workflow_runs (resource_id, created_at, workflow_name, run_id);

CREATE TABLE spans (
  trace_id TEXT NOT NULL, span_id TEXT NOT NULL, parent_span_id TEXT, name TEXT NOT NULL,
  span_type TEXT NOT NULL, is_event INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
  entity_type TEXT, entity_id TEXT, entity_name TEXT, entity_version_id TEXT,
  parent_entity_type TEXT, parent_entity_id TEXT, parent_entity_name TEXT, parent_entity_version_id TEXT,
  root_entity_type TEXT, root_entity_id TEXT, root_entity_name TEXT, root_entity_version_id TEXT,
  correlation_user_id TEXT, correlation_organization_id TEXT, correlation_resource_id TEXT, correlation_run_id TEXT,
  correlation_session_id TEXT, correlation_thread_id TEXT, correlation_request_id TEXT, correlation_environment TEXT,
  correlation_source TEXT, correlation_service_name TEXT, correlation_experiment_id TEXT,
  scope TEXT NOT NULL, metadata TEXT NOT NULL, tags TEXT NOT NULL, attributes TEXT, links TEXT, input TEXT,
  output TEXT, error TEXT, request_context TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  -- ended_at for sorting: a running span is after all others
  ended_at_or_open INTEGER NOT NULL,
  PRIMARY KEY (trace_id, span_id)
) STRICT;
CREATE INDEX spans_started ON spans (started_at, trace_id, span_id);
CREATE INDEX spans_roots_started ON spans (started_at, trace_id, span_id) WHERE parent_span_id IS NULL;
CREATE INDEX spans_roots_ended ON spans (ended_at_or_open, trace_id, span_id) WHERE parent_span_id IS NULL;
CREATE INDEX spans_resource ON spans (correlation_resource_id, started_at, trace_id, span_id);

CREATE TABLE scores (
  id TEXT PRIMARY KEY, evaluation_scorer_id TEXT NOT NULL, evaluation_scorer TEXT NOT NULL,
  evaluation_source TEXT NOT NULL, evaluation_run_id TEXT NOT NULL,
  -- text, since a number of SQLite loses the sign of -0.0
  evaluation_score TEXT NOT NULL,
  evaluation_reason TEXT, evaluation_entity_id TEXT NOT NULL, evaluation_entity_type TEXT,
  evaluation_entity TEXT NOT NULL, evaluation_input TEXT, evaluation_output TEXT NOT NULL,
  evaluation_additional_context TEXT, evaluation_request_context TEXT, evaluation_metadata TEXT,
  evaluation_structured_output INTEGER,
  evaluation_steps_preprocess_step_result TEXT, evaluation_steps_preprocess_prompt TEXT,
  evaluation_steps_extract_step_result TEXT, evaluation_steps_extract_prompt TEXT,
  evaluation_steps_analyze_step_result TEXT, evaluation_steps_analyze_prompt TEXT,
  evaluation_steps_generate_score_prompt TEXT, evaluation_steps_generate_reason_prompt TEXT,
  evaluation_steps_reason_prompt TEXT,
  evaluation_origin_trace_id TEXT, evaluation_origin_span_id TEXT,
  evaluation_origin_resource_id TEXT, evaluation_origin_thread_id TEXT,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX scores_created ON scores (created_at, id);
CREATE INDEX scores_run ON scores (evaluation_run_id, created_at, id);
CREATE INDEX scores_trace ON scores (evaluation_origin_trace_id, evaluation_origin_span_id, created_at, id);
CREATE INDEX scores_resource ON scores (evaluation_origin_resource_id);

CREATE TABLE agents (
  id TEXT PRIMARY KEY, status TEXT NOT NULL, active_version_id TEXT, author_id TEXT, metadata TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE agent_versions (
  id TEXT PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents (id), number INTEGER NOT NULL,
  config TEXT NOT NULL, changed_fields TEXT NOT NULL, change_message TEXT, created_at INTEGER NOT NULL,
  UNIQUE (agent_id, number)
) STRICT;
