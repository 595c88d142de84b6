-- Indexes as the service defines them: each is a btree_index, and that of a primary key includes all other columns.
-- PostgreSQL's own functions stay reachable in the private schema. Names are qualified, and no search path is set,
-- because definitions name tables as the caller's search path finds them.
CREATE OR REPLACE FUNCTION dsql_local.plain_indexdef(oid) RETURNS text
    LANGUAGE internal STABLE STRICT PARALLEL SAFE
    AS 'pg_get_indexdef';

CREATE OR REPLACE FUNCTION dsql_local.plain_indexdef(oid, integer, boolean) RETURNS text
    LANGUAGE internal STABLE STRICT PARALLEL SAFE
    AS 'pg_get_indexdef_ext';

CREATE OR REPLACE FUNCTION dsql_local.plain_constraintdef(oid) RETURNS text
    LANGUAGE internal STABLE STRICT PARALLEL SAFE
    AS 'pg_get_constraintdef';

CREATE OR REPLACE FUNCTION dsql_local.plain_constraintdef(oid, boolean) RETURNS text
    LANGUAGE internal STABLE STRICT PARALLEL SAFE
    AS 'pg_get_constraintdef_ext';

-- Which columns the index of a client's primary key has, by their numbers: its key, then all others. No row for another index.
CREATE OR REPLACE FUNCTION dsql_local.primary_columns(
    index_oid oid, OUT relation oid, OUT key_columns smallint[], OUT included smallint[])
    RETURNS SETOF record
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
    AS $$
    SELECT i.indrelid, k.key_columns,
           ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute a
                  WHERE a.attrelid = i.indrelid AND a.attnum > 0 AND NOT a.attisdropped
                    AND a.attnum <> ALL (k.key_columns)
                  ORDER BY a.attnum)
      FROM pg_catalog.pg_index i
     CROSS JOIN LATERAL (SELECT i.indkey[0:i.indnkeyatts - 1]) AS k (key_columns)
     -- Numbers below are those of PostgreSQL's own tables.
     WHERE i.indexrelid = $1 AND i.indisprimary AND i.indrelid >= 16384
    $$;

CREATE OR REPLACE FUNCTION dsql_local.column_list(relation oid, columns smallint[]) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY c.ordinal)
      FROM pg_catalog.unnest(columns) WITH ORDINALITY AS c (attnum, ordinal)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = $1 AND a.attnum = c.attnum
    $$;

-- (key) INCLUDE (others), NULL for an index that is not that of a primary key.
CREATE OR REPLACE FUNCTION dsql_local.primary_definition(index_oid oid) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT '(' || dsql_local.column_list(p.relation, p.key_columns) || ')'
           || coalesce(' INCLUDE (' || dsql_local.column_list(p.relation, p.included) || ')', '')
      FROM dsql_local.primary_columns($1) p
    $$;

CREATE OR REPLACE FUNCTION dsql_local.index_definition(plain text, index_oid oid) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN p.start = 0 THEN $1
                ELSE pg_catalog.left($1, p.start - 1) || ' USING btree_index '
                         || coalesce(dsql_local.primary_definition($2), pg_catalog.substr($1, p.start + 13))
           END
      FROM (SELECT pg_catalog.strpos($1, ' USING btree (')) AS p (start)
    $$;

CREATE OR REPLACE FUNCTION dsql_local.indexdef(oid) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT dsql_local.index_definition(dsql_local.plain_indexdef($1), $1) $$;

-- Of column 0 the whole definition.
CREATE OR REPLACE FUNCTION dsql_local.indexdef(oid, integer, boolean) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$
    SELECT CASE WHEN $2 = 0 THEN dsql_local.index_definition(plain.def, $1)
                WHEN plain.def <> '' THEN plain.def
                ELSE coalesce(
                         (SELECT dsql_local.column_list(
                                     p.relation, ARRAY[p.included[$2 - pg_catalog.cardinality(p.key_columns)]])
                            FROM dsql_local.primary_columns($1) p),
                         plain.def)
           END
      FROM dsql_local.plain_indexdef($1, $2, $3) AS plain (def)
    $$;

CREATE OR REPLACE FUNCTION dsql_local.constraint_definition(plain text, constraint_oid oid) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT coalesce(
               (SELECT 'PRIMARY KEY ' || dsql_local.primary_definition(c.conindid)
                  FROM pg_catalog.pg_constraint c WHERE c.oid = $2 AND c.contype = 'p'),
               $1)
    $$;

CREATE OR REPLACE FUNCTION dsql_local.constraintdef(oid) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT dsql_local.constraint_definition(dsql_local.plain_constraintdef($1), $1) $$;

CREATE OR REPLACE FUNCTION dsql_local.constraintdef(oid, boolean) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT dsql_local.constraint_definition(dsql_local.plain_constraintdef($1, $2), $1) $$;

-- PostgreSQL calls its built-in functions without reading their definition, unless the planner has inlined it: it does
-- so for a call of another function, as strict as this one, that uses each parameter once.
CREATE OR REPLACE FUNCTION pg_catalog.pg_get_indexdef(oid) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT dsql_local.indexdef($1) $$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_get_indexdef(oid, integer, boolean) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT dsql_local.indexdef($1, $2, $3) $$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_get_constraintdef(oid) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT dsql_local.constraintdef($1) $$;

CREATE OR REPLACE FUNCTION pg_catalog.pg_get_constraintdef(oid, boolean) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    AS $$ SELECT dsql_local.constraintdef($1, $2) $$;
