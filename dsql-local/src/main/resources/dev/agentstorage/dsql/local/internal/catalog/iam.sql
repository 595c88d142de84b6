-- AWS IAM GRANT and REVOKE, which the endpoint turns into calls of these functions.
CREATE OR REPLACE FUNCTION dsql_local.iam_role(role_name text, OUT role_oid oid, OUT grantor_oid oid)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog
    AS $$
DECLARE
    may boolean;
BEGIN
    SELECT r.oid, r.rolsuper OR r.rolcreaterole INTO grantor_oid, may
      FROM pg_authid r
     WHERE r.rolname = coalesce(nullif(current_setting('role'), 'none'), session_user);
    IF NOT may THEN
        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'permission denied';
    END IF;
    SELECT r.oid INTO role_oid FROM pg_authid r WHERE r.rolname = role_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = format('role "%s" does not exist', role_name);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION dsql_local.iam_grant(role_name text, arn text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    SELECT dsql_local.refuse_read_only('GRANT');
    INSERT INTO dsql_local.iam_mapping (arn, role_oid, grantor_oid)
    SELECT $2, r.role_oid, r.grantor_oid FROM dsql_local.iam_role($1) r
        ON CONFLICT (role_oid, arn) DO NOTHING
    $$;

CREATE OR REPLACE FUNCTION dsql_local.iam_revoke(role_name text, arn text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    SELECT dsql_local.refuse_read_only('REVOKE');
    DELETE FROM dsql_local.iam_mapping m USING dsql_local.iam_role($1) r WHERE m.role_oid = r.role_oid AND m.arn = $2
    $$;

-- Event triggers do not see DROP ROLE: the mapping of a dropped role is not shown.
CREATE OR REPLACE VIEW sys.iam_pg_role_mappings AS
SELECT m.iam_oid, m.arn, m.role_oid AS pg_role_oid, r.rolname AS pg_role_name,
       m.grantor_oid AS grantor_pg_role_oid, g.rolname AS grantor_pg_role_name
  FROM dsql_local.iam_mapping m
  JOIN pg_catalog.pg_authid r ON r.oid = m.role_oid
  LEFT JOIN pg_catalog.pg_authid g ON g.oid = m.grantor_oid;
GRANT SELECT ON sys.iam_pg_role_mappings TO PUBLIC;
