package dev.agentstorage.dsql.local.internal.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The objects that users have created in a database, each as the statement that drops it, in an order in which most can be dropped. */
final class Belongings {
    /** Maximum number of passes: objects may depend on each other, and a changed schema can fail the next statement. */
    private static final int PASSES = 20;

    private static final String OF_USERS =
            " NOT IN ('pg_catalog', 'information_schema', 'sys', 'dsql_local')" + " AND n.nspname NOT LIKE 'pg\\_%'";

    private static final List<String> QUERIES = List.of(
            relations("v", "VIEW"),
            relations("r", "TABLE"),
            relations("S", "SEQUENCE"),
            "SELECT 'DROP FUNCTION ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '('"
                    + " || pg_get_function_identity_arguments(p.oid) || ')'"
                    + " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname" + OF_USERS,
            "SELECT 'DROP DOMAIN ' || quote_ident(n.nspname) || '.' || quote_ident(t.typname)"
                    + " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND n.nspname"
                    + OF_USERS,
            "SELECT 'DROP SCHEMA ' || quote_ident(n.nspname) FROM pg_namespace n"
                    + " WHERE n.nspname <> 'public' AND n.nspname" + OF_USERS);

    private static final String ROLES = "SELECT 'DROP ROLE ' || quote_ident(rolname) FROM pg_roles";

    private Belongings() {}

    private static String relations(String kind, String name) {
        return "SELECT 'DROP " + name + " ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)"
                + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = '" + kind
                + "' AND n.nspname" + OF_USERS;
    }

    /** All objects except roles, which a new cluster also has. */
    static Set<String> objects(Client client) throws IOException {
        Set<String> drops = new LinkedHashSet<>();
        for (String query : QUERIES) {
            drops.addAll(list(client, query));
        }
        return drops;
    }

    static Set<String> roles(Client client) throws IOException {
        return list(client, ROLES);
    }

    private static Set<String> list(Client client, String query) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Answer answer = client.extended(query);
            if (answer.error() == null) {
                Set<String> drops = new LinkedHashSet<>();
                answer.rows().forEach(row -> drops.add(Objects.requireNonNull(row.get(0))));
                return drops;
            }
            if (!answer.isConflict() || attempt == PASSES) {
                throw new IOException("the catalog cannot be read: " + answer.error());
            }
        }
    }

    /**
     * Drops all objects, and the roles that are new.
     *
     * @param kept roles that stay
     * @return what is still there
     */
    static List<String> drop(Client client, Set<String> kept) throws IOException {
        List<String> left = left(client, kept);
        for (int pass = 1; pass <= PASSES && !left.isEmpty(); pass++) {
            for (String drop : left) {
                client.extended(drop);
            }
            left = left(client, kept);
        }
        return left;
    }

    private static List<String> left(Client client, Set<String> kept) throws IOException {
        List<String> drops = new ArrayList<>(objects(client));
        for (String role : roles(client)) {
            if (!kept.contains(role)) {
                drops.add(role);
            }
        }
        return drops;
    }
}
