package dev.agentstorage.dsql.local.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.dsql.local.junit.DsqlLocalTest;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands between the markers is shown in the page; this runs it, and holds the page to it. */
@DsqlLocalTest
class DocumentedExamplesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path HERE = Path.of("src/test/java/dev/agentstorage/dsql/local/examples");

    @Test
    void library() throws SQLException {
        // begin LIBRARY
        try (DsqlLocal local = DsqlLocal.start();
                Connection connection = DriverManager.getConnection(local.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note (id int PRIMARY KEY, words text)");
            statement.execute("INSERT INTO note VALUES (1, 'as in the cloud')");
        }
        // end LIBRARY
    }

    @Test
    void options(@TempDir Path directory) throws SQLException {
        // begin OPTIONS
        try (DsqlLocal local = DsqlLocal.builder()
                .dataDirectory(directory)
                .hostName("my-cluster.dsql.local")
                .tokens(TokenMode.SHAPE)
                .transactionRows(100)
                .indexBuildTime(Duration.ofSeconds(1))
                .fault(Fault.occ().probability(0.1).seed(42))
                .start()) {
            // end OPTIONS
            try (Connection connection = DriverManager.getConnection(local.jdbcUrl())) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void reset() throws SQLException {
        try (DsqlLocal local = DsqlLocal.start();
                Connection connection = DriverManager.getConnection(local.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE basket (id int PRIMARY KEY)");
            // begin RESET
            statement.execute("INSERT INTO basket VALUES (1)");
            local.reset();
            statement.execute("INSERT INTO basket VALUES (1)");
            // end RESET
        }
    }

    @Test
    void counters() throws SQLException {
        // begin COUNTERS
        try (DsqlLocal local = DsqlLocal.start();
                Connection connection = DriverManager.getConnection(local.jdbcUrl());
                PreparedStatement one = connection.prepareStatement("SELECT 1")) {
            WireCounters before = local.counters();
            one.executeQuery();
            one.executeQuery();
            WireCounters used = local.counters().minus(before);
            assertThat(used.roundTrips()).isEqualTo(2);
            assertThat(used.statements()).isEqualTo(2);
            assertThat(local.openConnections()).hasSize(1);
        }
        // end COUNTERS
    }

    @Test
    void faultsInCode(DsqlLocal local, DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE fragile (id int PRIMARY KEY)");
            // begin FAULTS
            InjectedFault conflict = local.faults().inject("occ on commit 3");
            InjectedFault slow = local.faults().inject(Fault.latency(Duration.ofMillis(2)));
            statement.execute("INSERT INTO fragile VALUES (1)");
            assertThat(conflict.fired()).isZero();
            assertThat(slow.fired()).isEqualTo(1);
            local.faults().clear();
            // end FAULTS
        }
    }

    @Test
    void faultsInSql(DataSource database) throws SQLException, IOException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : block("sql").split(";\\s*")) {
                try (ResultSet answer = statement.executeQuery(sql)) {
                    assertThat(answer.next()).as(sql).isTrue();
                }
            }
        }
    }

    @Test
    void everyRuleOfThePageIsOne() throws IOException {
        List<String> rules = block("fault-rules")
                .lines()
                .map(line -> line.split(" {2,}", 2)[0].strip())
                .toList();
        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(Fault::parse);
    }

    @ParameterizedTest
    @CsvSource({
        "LIBRARY, DocumentedExamplesTest",
        "OPTIONS, DocumentedExamplesTest",
        "EXTENSION, SmallTransactionsTest",
        "COUNTERS, DocumentedExamplesTest",
        "RESET, DocumentedExamplesTest",
        "FAULTS, DocumentedExamplesTest",
        "JUNIT, TransferTest"
    })
    void theExamplesOfThePageAreTheOnesThatRun(String name, String file) throws IOException {
        List<String> source = Files.readAllLines(HERE.resolve(file + ".java"));
        String code = String.join("\n", source.subList(line(source, "begin " + name) + 1, line(source, "end " + name)))
                .stripIndent()
                .strip();
        assertThat(page()).contains("```java\n" + code + "\n");
    }

    private static int line(List<String> source, String marker) {
        for (int i = 0; i < source.size(); i++) {
            if (source.get(i).strip().equals("// " + marker)) {
                return i;
            }
        }
        throw new AssertionError("no line '// " + marker + "'");
    }

    /** The first block of the page that is marked so. */
    private static String block(String language) throws IOException {
        String page = page();
        int begin = page.indexOf("```" + language + "\n");
        assertThat(begin).as("block of %s", language).isPositive();
        int content = begin + language.length() + 4;
        return page.substring(content, page.indexOf("```", content)).strip();
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/DSQL-LOCAL.md"));
    }
}
