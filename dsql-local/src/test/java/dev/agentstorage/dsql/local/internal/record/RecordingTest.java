package dev.agentstorage.dsql.local.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentstorage.dsql.local.DsqlLocal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint in the place of a cluster. */
class RecordingTest {
    private static final String TABLES =
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'";

    private final StringWriter out = new StringWriter();
    private DsqlLocal local;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        local = DsqlLocal.start();
    }

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void theEndpointAnswersItsProbesAsItKnowsThemAndIsEmptyAfterwards() throws Exception {
        List<String> groups = new ArrayList<>(Probes.GROUPS);
        groups.add(Probes.MESSAGES);
        int different = recording().run(groups, directory);
        assertThat(Files.readAllLines(directory.resolve("differences.txt"))).isEmpty();
        assertThat(different).isZero();
        assertThat(number(TABLES)).isZero();
        assertThat(number("SELECT count(*) FROM pg_roles WHERE rolname IN ('gardener', 'picker', 'mower')"))
                .isZero();
        assertThat(out.toString()).contains("tables").contains("has been dropped");
        assertThat(Files.readAllLines(directory.resolve("setup.sql"))).isEqualTo(Probes.lines("setup.sql"));

        List<JsonNode> known = Probes.of(groups);
        List<String> recorded = Files.readAllLines(directory.resolve("cases.jsonl"));
        assertThat(recorded).hasSameSizeAs(known);
        for (int i = 0; i < recorded.size(); i++) {
            JsonNode json = new ObjectMapper().readTree(recorded.get(i));
            assertThat(json.path("name")).isEqualTo(known.get(i).path("name"));
            assertThat(json.has("recorded")).isTrue();
            for (JsonNode session : Probes.sessions(json)) {
                assertThat(session.path("expect")).as(recorded.get(i)).hasSameSizeAs(session.path("steps"));
            }
        }
    }

    @Test
    void aClusterThatAnswersOtherwiseIsSeen() throws Exception {
        local.close();
        local = DsqlLocal.builder().transactionRows(2_999).start();
        assertThat(recording().run(List.of("limits"), directory)).isPositive();
        assertThat(Files.readAllLines(directory.resolve("differences.txt")))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("rows_3000_in_one_statement: ")
                        .contains("54000"));
        assertThat(number(TABLES)).isZero();
    }

    @Test
    void aClusterInUseIsLeftAlone() throws Exception {
        try (Connection connection = DriverManager.getConnection(local.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE mine (id int PRIMARY KEY)");
            statement.execute("INSERT INTO mine VALUES (1)");
        }
        assertThatThrownBy(() -> recording().run(List.of("queries"), directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DROP TABLE public.mine");
        assertThat(number("SELECT id FROM mine")).isOne();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aRefusedTokenIsSaid() {
        local.faults().inject("expired-token on connect 1");
        assertThatThrownBy(() -> recording().run(List.of("queries"), directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("28000");
    }

    private Recording recording() {
        Cluster cluster =
                new Cluster(local.host(), local.port(), DsqlLocal.ADMIN, "local", Optional.of(local.certificate()));
        return new Recording(cluster, new PrintWriter(out, true));
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(local.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
