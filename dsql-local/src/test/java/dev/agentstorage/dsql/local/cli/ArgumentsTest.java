package dev.agentstorage.dsql.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentstorage.dsql.local.postgres.PostgresServer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @Test
    void everyOptionOfTheHelpIsTaken() {
        String all = "--port 0 --address 127.0.0.1 --data target/x --certificate c.pem --key k.pem --token shape"
                + " --host a.example --host b.example --require-sni --max-connections 5 --connection-rate 1"
                + " --connection-burst 2 --connection-life 60min --transaction-age 300s --transaction-rows 10"
                + " --transaction-bytes 99999999999 --index-build-time 0s --stale-catalogs --fault occ";
        assertThatCode(() -> parse(all)).doesNotThrowAnyException();
        assertThatCode(() -> parse("--no-tls")).doesNotThrowAnyException();
        Stream<String> named = Usage.TEXT
                .lines()
                .filter(line -> line.startsWith("  --"))
                .map(line -> line.strip().split("[ ]")[0]);
        assertThat(named)
                .contains("--port", "--no-tls")
                .allSatisfy(option -> assertThat(all + " --no-tls --postgres --help --version ")
                        .contains(option + " "));
    }

    @Test
    void aValueMayFollowAnEqualsSign() {
        assertThatCode(() -> parse("--port=5432 --fault=occ")).doesNotThrowAnyException();
        assertThatCode(() -> Arguments.parse(List.of("--fault=occ on commit 3", "--fault", "latency 5ms")))
                .doesNotThrowAnyException();
    }

    @Test
    void aRunningPostgresIsNamedByItsUrl() {
        Arguments.Parsed parsed = parse("--postgres=jdbc:postgresql://db.example/postgres?user=root");
        PostgresServer server = Objects.requireNonNull(parsed.postgres()).get();
        assertThat(server.host()).isEqualTo("db.example");
    }

    @Test
    void withoutTheOptionPostgresIsEmbedded() {
        assertThat(parse("--port 0").postgres()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1 | unknown option --prot",
                "5432 | unknown option 5432",
                "-p 1 | unknown option -p",
                "--port | --port needs a value",
                "--port= | --port needs a value",
                "--port http | --port needs a whole number, not \"http\"",
                "--port 99999 | --port: a port must be within 0 and 65535",
                "--port -1 | --port needs a whole number",
                "--port 1 --port 2 | --port was given twice",
                "--max-connections 99999999999 | --max-connections is too large",
                "--max-connections 0 | --max-connections: a limit must be at least 1",
                "--transaction-age 300 | --transaction-age needs a length of time such as 300s",
                "--connection-life 0s | --connection-life: a length of time must be positive",
                "--token none | --token must be any, shape or off",
                "--no-tls=true | --no-tls takes no value",
                "--no-tls --require-sni | of no use with --no-tls",
                "--certificate a.pem | --certificate and --key go together",
                "--connection-rate 5 | --connection-rate and --connection-burst go together",
                "--fault explode | --fault: not a fault rule: expected occ",
                "--postgres mysql | --postgres: not the URL of a PostgreSQL that an endpoint can use",
                "--data d --postgres container | --data and --postgres exclude each other",
                "--address [::nowhere] | --address: no such address: [::nowhere]"
            })
    void aMistakeIsNamed(String arguments, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> parse(arguments))
                .withMessageContaining(message);
    }

    private static Arguments.Parsed parse(String arguments) {
        return Arguments.parse(List.of(arguments.split(" ")));
    }
}
