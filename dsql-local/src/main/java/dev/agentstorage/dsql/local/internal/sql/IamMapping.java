package dev.agentstorage.dsql.local.internal.sql;

/**
 * The role and identity of {@code AWS IAM GRANT role TO 'arn'} or {@code AWS IAM REVOKE role FROM 'arn'}.
 *
 * @param grant true for GRANT, false for REVOKE
 * @param role the database role, unquoted and folded
 * @param arn the IAM identity
 */
public record IamMapping(boolean grant, String role, String arn) {}
