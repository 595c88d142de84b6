package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The session settings of a URL are used in addition to those of the storage. */
class UrlOptionsTest {
    private static final Schema SCHEMA = Schema.in(Server.POSTGRESQL, "url_options");

    @AfterAll
    static void drop() {
        SCHEMA.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                                       | 0       | repeatable read",
                "-c statement_timeout=12345                                               | 12345ms | repeatable read",
                "-c statement_timeout=12345 -c default_transaction_isolation=serializable | 12345ms | serializable",
                "--statement-timeout=12345 --default-transaction-isolation=Repeatable\\ READ| 12345ms | repeatable read",
                "-capplication_name=default_transaction_isolation=read\\ committed        | 0       | repeatable read",
            })
    void optionsOfTheUrlAreAddedToOurs(String options, String timeout, String isolation) throws SQLException {
        for (String url : new String[] {
            Server.postgresqlUrl() + "&options=" + encoded(options),
            Server.postgresqlUrl().replaceFirst("\\?", "?options=" + encoded(options) + "&")
        }) {
            try (Storage storage = Schema.open(config(url))) {
                storage.init();
                DataSource pool = storage.unwrap(DataSource.class);
                assertThat(show(pool, "statement_timeout")).isEqualTo(timeout);
                assertThat(show(pool, "default_transaction_isolation")).isEqualTo(isolation);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c default_transaction_isolation=read\\ committed",
                "-cdefault_transaction_isolation=READ\\ uncommitted",
                "--default-transaction-isolation=read\\ committed -c statement_timeout=1",
                "-c statement_timeout=1\t-c Default_Transaction_Isolation=read\\ committed"
            })
    void aWeakerIsolationIsRefusedBeforeAnythingIsConnected(String options) {
        StorageConfig.Builder config = config("jdbc:postgresql://localhost:1/postgres?options=" + encoded(options));
        assertThatThrownBy(() -> Schema.open(config))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.problems()).singleElement().satisfies(problem -> {
                            assertThat(problem.field()).isEqualTo("url");
                            assertThat(problem.message()).contains("default_transaction_isolation");
                        }));
    }

    @Test
    void aServerIsAskedForItsDialectWithTheOptionsOfTheUrl() {
        try (Storage storage = Schema.open(config(Server.postgresqlUrl() + "&options=-c%20no_such_setting=1"))) {
            assertThatThrownBy(storage::init).hasStackTraceContaining("no_such_setting");
        }
    }

    private static StorageConfig.Builder config(String url) {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, url)
                .set(DsqlOptions.SCHEMA, SCHEMA.toString())
                .set(DsqlOptions.POOL_MAXIMUM, 1);
    }

    private static String encoded(String options) {
        return URLEncoder.encode(options, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String show(DataSource pool, String setting) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW " + setting)) {
            result.next();
            return result.getString(1);
        }
    }
}
