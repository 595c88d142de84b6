package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogReadsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT nspname FROM pg_namespace | SELECT nspname FROM dsql_local.pg_namespace
                    SELECT n.nspname FROM pg_catalog.pg_namespace n | SELECT n.nspname FROM dsql_local.pg_namespace n
                    SELECT 1 FROM "pg_catalog"."pg_class" | SELECT 1 FROM "dsql_local"."pg_class"
                    SELECT 1 FROM PG_CATALOG.Pg_Class, Pg_Type | SELECT 1 FROM dsql_local.Pg_Class, dsql_local.pg_type
                    SELECT 1 FROM postgres.pg_catalog.pg_class | SELECT 1 FROM postgres.dsql_local.pg_class
                    SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class | SELECT dsql_local.pg_class.relname FROM dsql_local.pg_class
                    SELECT pg_class.oid FROM pg_class | SELECT pg_class.oid FROM dsql_local.pg_class
                    SELECT 1 FROM pg_class c JOIN pg_proc p ON c.oid = p.oid, pg_am | SELECT 1 FROM dsql_local.pg_class c JOIN dsql_local.pg_proc p ON c.oid = p.oid, dsql_local.pg_am
                    SELECT 1 FROM (pg_class c LEFT JOIN (pg_index i CROSS JOIN t) ON true) | SELECT 1 FROM (dsql_local.pg_class c LEFT JOIN (dsql_local.pg_index i CROSS JOIN t) ON true)
                    SELECT 1 FROM t WHERE EXISTS (SELECT FROM ONLY pg_trigger) | SELECT 1 FROM t WHERE EXISTS (SELECT FROM ONLY dsql_local.pg_trigger)
                    WITH c AS (SELECT * FROM pg_class) SELECT * FROM c UNION SELECT * FROM pg_class | WITH c AS (SELECT * FROM dsql_local.pg_class) SELECT * FROM c UNION SELECT * FROM dsql_local.pg_class
                    SELECT extract(year FROM t.at) FROM t, pg_class | SELECT extract(year FROM t.at) FROM t, dsql_local.pg_class
                    TABLE pg_namespace | TABLE dsql_local.pg_namespace
                    EXPLAIN SELECT * FROM pg_attribute | EXPLAIN SELECT * FROM dsql_local.pg_attribute
                    SELECT relname FROM pg_class GROUP BY relname | SELECT relname FROM dsql_local.pg_class GROUP BY relname
                    """)
    void aQueryReadsTheViews(String text, String read) {
        assertThat(StatementKindTest.one(text).text()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'pg_catalog.pg_class'::regclass",
                "SELECT 'pg_namespace'",
                "SELECT pg_class FROM t AS pg_class",
                "SELECT a, pg_class FROM t pg_class",
                "SELECT 1 FROM t WHERE a = 1 ORDER BY b, pg_class",
                "SELECT 1 FROM public.pg_class",
                "SELECT pg_catalog.pg_class(1)",
                "SELECT x::pg_catalog.pg_class, CAST(x AS pg_catalog.pg_class) FROM t",
                "SELECT f(a, pg_class) FROM t",
                "WITH pg_class AS (SELECT 1) SELECT * FROM pg_class",
                "WITH pg_class (a) AS NOT MATERIALIZED (SELECT 1) SELECT * FROM pg_class",
                "SELECT 1 FROM pg_catalog.pg_database, pg_depend",
                "CREATE VIEW v AS SELECT * FROM pg_class",
                "INSERT INTO t SELECT 1 FROM pg_class",
                "COPY pg_catalog.pg_class TO STDOUT",
            })
    void whatIsNoCatalogInAQueryStays(String text) {
        assertThat(StatementKindTest.one(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT c.xmin, c.relname FROM pg_catalog.pg_class c",
                "SELECT tableoid FROM pg_class",
                "SELECT c.relname, count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid GROUP BY c.oid",
                "SELECT i.indisprimary FROM pg_index i GROUP BY i.indexrelid",
            })
    void aQueryThatNoViewCanAnswerReadsTheCatalogs(String text) {
        assertThat(StatementKindTest.one(text).text()).isEqualTo(text);
    }
}
