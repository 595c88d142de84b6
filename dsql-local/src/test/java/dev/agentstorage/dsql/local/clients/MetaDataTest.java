package dev.agentstorage.dsql.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What tools find in the catalogs: what the client has made and the service shows, nothing that the endpoint keeps there. */
@Tag("slow")
final class MetaDataTest {
    private static DsqlLocal endpoint;
    private static Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        endpoint = DsqlLocal.start();
        connection = DriverManager.getConnection(endpoint.jdbcUrl());
        try (Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "CREATE TABLE shelf (id int PRIMARY KEY, title text, code varchar(10) UNIQUE)",
                    "CREATE TABLE book (shelf_id int REFERENCES shelf, nr bigint GENERATED ALWAYS AS IDENTITY (CACHE 1),"
                            + " title text, PRIMARY KEY (nr, shelf_id))",
                    "CREATE VIEW titles AS SELECT title FROM shelf",
                    "CREATE FUNCTION twice(a int) RETURNS int LANGUAGE sql AS 'SELECT 2 * a'",
                    "CREATE DOMAIN isbn AS varchar(13)",
                    "CREATE ROLE reader WITH LOGIN",
                    "GRANT SELECT ON shelf TO reader")) {
                statement.execute(sql);
            }
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        endpoint.close();
    }

    private interface Listing {
        ResultSet of(DatabaseMetaData metaData) throws SQLException;
    }

    private static DynamicTest listing(String name, String contained, Listing listing) {
        return DynamicTest.dynamicTest(name, () -> {
            try (ResultSet rows = listing.of(connection.getMetaData())) {
                assertShown(rows(rows), contained);
            }
        });
    }

    private static void assertShown(List<String> rows, String contained) {
        assertThat(rows).anySatisfy(row -> assertThat(row).contains(contained));
        assertThat(rows).noneSatisfy(row -> assertThat(row).containsIgnoringCase("dsql_local"));
    }

    private static List<String> rows(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (result.next()) {
            StringJoiner row = new StringJoiner("|");
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
            rows.add(row.toString());
        }
        return rows;
    }

    private static List<String> query(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return rows(result);
        }
    }

    @TestFactory
    Stream<DynamicTest> noListingOfTheDriverShowsTheEndpoint() {
        String[] tables = {"TABLE"};
        return Stream.of(
                listing("schemas", "public", DatabaseMetaData::getSchemas),
                listing("schemas by pattern", "sys", data -> data.getSchemas(null, "%s%")),
                listing("tables", "shelf", data -> data.getTables(null, null, "%", tables)),
                listing("relations", "titles", data -> data.getTables(null, null, null, null)),
                listing("relations of all schemas", "pg_class", data -> data.getTables(null, "%", "%", null)),
                listing("columns", "title", data -> data.getColumns(null, null, null, null)),
                listing("columns of all schemas", "relname", data -> data.getColumns(null, "%", "%", "%")),
                listing("functions", "twice", data -> data.getFunctions(null, null, null)),
                listing("functions of all schemas", "dsql_major_version", data -> data.getFunctions(null, "%", "%")),
                listing("function columns", "twice", data -> data.getFunctionColumns(null, "%", "%", "%")),
                listing("procedures", "wait_for_job", data -> data.getProcedures(null, "%", "%")),
                listing("procedure columns", "wait_for_job", data -> data.getProcedureColumns(null, "%", "%", "%")),
                listing("types of the user", "isbn", data -> data.getUDTs(null, null, "%", null)),
                listing("types", "int4", DatabaseMetaData::getTypeInfo),
                listing("privileges", "reader", data -> data.getTablePrivileges(null, null, "%")),
                listing("column privileges", "shelf", data -> data.getColumnPrivileges(null, null, "shelf", "%")),
                listing("indexes", "shelf_pkey", data -> data.getIndexInfo(null, null, "shelf", false, false)),
                listing("primary keys", "shelf_pkey", data -> data.getPrimaryKeys(null, null, null)),
                listing("foreign keys", "book_shelf_id_fkey", data -> data.getImportedKeys(null, null, null)),
                listing("exported keys", "book_shelf_id_fkey", data -> data.getExportedKeys(null, null, null)),
                listing("best row identifier", "id", data -> data.getBestRowIdentifier(null, null, "shelf", 0, true)),
                listing("databases", "postgres", DatabaseMetaData::getCatalogs));
    }

    @Test
    void keysAndIndexesAreReadAsOnTheService() throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        try (ResultSet keys = data.getPrimaryKeys(null, "public", "book")) {
            assertThat(rows(keys)).extracting(row -> row.split("\\|")[3]).containsExactly("nr", "shelf_id");
        }
        try (ResultSet indexes = data.getIndexInfo(null, "public", "shelf", true, false)) {
            assertThat(rows(indexes))
                    .extracting(row -> row.split("\\|")[5] + " " + row.split("\\|")[8])
                    .containsExactlyInAnyOrder(
                            "shelf_pkey id", "shelf_pkey title", "shelf_pkey code", "shelf_code_key code");
        }
    }

    @TestFactory
    Stream<DynamicTest> noViewShowsTheEndpoint() throws SQLException {
        return query(
                        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.relkind = 'v' AND n.nspname IN ('pg_catalog', 'information_schema')"
                                // What views and statements read is in their texts.
                                + " AND c.relname NOT IN ('pg_views', 'views', 'pg_stat_activity', 'pg_prepared_statements')"
                                + " AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1")
                .stream()
                .map(view -> DynamicTest.dynamicTest(
                        view,
                        () -> assertThat(query("SELECT v::text FROM " + view + " AS v"))
                                .noneSatisfy(row -> assertThat(row).containsIgnoringCase("dsql_local"))));
    }

    @TestFactory
    Stream<DynamicTest> noCommandOfPsqlShowsTheEndpoint() throws IOException {
        List<String> lines;
        try (InputStream in = MetaDataTest.class.getResourceAsStream("psql.tsv")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        return lines.stream()
                .filter(line -> !line.startsWith("--"))
                .map(line -> line.split("\t", 2))
                .map(command -> DynamicTest.dynamicTest(command[0], () -> {
                    String oid = query("SELECT 'shelf'::regclass::oid").get(0);
                    assertThat(query(command[1].replace("{oid}", oid)))
                            .noneSatisfy(row -> assertThat(row).containsIgnoringCase("dsql_local"));
                }));
    }

    @Test
    void psqlListsWhatTheClientHasMade() throws SQLException {
        assertThat(query("SELECT c.relname || ' ' || coalesce(am.amname, '-') FROM pg_catalog.pg_class c"
                        + " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam"
                        + " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'i', 'S', 'v') ORDER BY 1"))
                .containsExactly(
                        "book heap",
                        "book_nr_seq -",
                        "book_pkey btree_index",
                        "shelf heap",
                        "shelf_code_key btree_index",
                        "shelf_pkey btree_index",
                        "titles -");
        assertThat(query("SELECT pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) FROM pg_catalog.pg_index i"
                        + " WHERE i.indrelid = 'shelf'::regclass ORDER BY 1"))
                .containsExactly(
                        "CREATE UNIQUE INDEX shelf_code_key ON shelf USING btree_index (code)",
                        "CREATE UNIQUE INDEX shelf_pkey ON shelf USING btree_index (id) INCLUDE (title, code)");
    }

    @Test
    void everyRoleReadsTheCatalogs() throws SQLException {
        try (Connection reader = DriverManager.getConnection(endpoint.jdbcUrl("reader"));
                ResultSet tables = reader.getMetaData().getTables(null, null, "shelf", new String[] {"TABLE"});
                ResultSet schemas = reader.getMetaData().getSchemas()) {
            assertThat(rows(tables)).hasSize(1);
            assertThat(rows(schemas)).noneSatisfy(row -> assertThat(row).contains("dsql_local"));
        }
    }

    @Test
    void statementsOfTheEndpointAreNotListed() throws SQLException {
        assertThat(query("SELECT name FROM pg_prepared_statements"))
                .noneSatisfy(row -> assertThat(row).contains("dsql_local"));
    }

    @Test
    void viewsAndTriggersAndRolesOfTheEndpointAreNotListed() throws SQLException {
        assertThat(query("SELECT schemaname || '.' || viewname FROM pg_views WHERE schemaname NOT LIKE 'pg\\_%'"
                        + " AND schemaname <> 'information_schema' ORDER BY 1"))
                .containsExactly("public.titles", "sys.iam_pg_role_mappings", "sys.jobs");
        assertThat(query("SELECT table_name FROM information_schema.views WHERE table_schema NOT LIKE 'pg\\_%'"
                        + " AND table_schema <> 'information_schema' ORDER BY 1"))
                .containsExactly("iam_pg_role_mappings", "jobs", "titles");
        assertThat(query(
                        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'shelf'::regclass AND tgname NOT LIKE 'RI\\_%'"))
                .isEmpty();
        assertThat(query("SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' ORDER BY 1"))
                .containsExactly("information_schema", "public", "sys");
        assertThat(query("SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' ORDER BY 1"))
                .containsExactly("admin", "reader");
        assertThat(query("SELECT usename FROM pg_user ORDER BY 1")).containsExactly("admin", "reader");
    }
}
