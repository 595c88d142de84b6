package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameRedirectTest {
    private static final Map<TableName, String> REPLACEMENTS = Map.of(
            new TableName(Optional.of("app"), "tree"), "pg_temp.tree",
            new TableName(Optional.of("App"), "Big Tree"), "pg_temp.\"Big Tree\"");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT app.tree.id FROM app.tree    | SELECT pg_temp.tree.id FROM pg_temp.tree
                    UPDATE APP.Tree SET h = 1           | UPDATE pg_temp.tree SET h = 1
                    DELETE FROM "app" . "tree"          | DELETE FROM pg_temp.tree
                    TABLE "App"."Big Tree"              | TABLE pg_temp."Big Tree"
                    TABLE postgres.app.tree             | TABLE pg_temp.tree
                    TABLE app/* here */.tree            | TABLE pg_temp.tree
                    TABLE tree                          | TABLE tree
                    TABLE "App".tree                    | TABLE "App".tree
                    TABLE app.trees                     | TABLE app.trees
                    SELECT x.app.tree                   | SELECT x.app.tree
                    SELECT 'app.tree' -- app.tree       | SELECT 'app.tree' -- app.tree
                    SELECT $$app.tree$$, "app.tree"     | SELECT $$app.tree$$, "app.tree"
                    SELECT 'open FROM app.tree          | SELECT 'open FROM app.tree
                    """)
    void replacesQualifiedNamesOnly(String text, String expected) {
        // CSV would take the single quotes of a column for its own.
        assertThat(NameRedirect.redirect(text, REPLACEMENTS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource("SELECT 1 FROM app.tree")
    void nothingToReplaceLeavesTheTextAsItIs(String text) {
        assertThat(NameRedirect.redirect(text, Map.of())).isSameAs(text);
    }
}
