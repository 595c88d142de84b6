package dev.agentstorage.dsql.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class EndpointCommandTest {
    private static final String ALL =
            "--port 0 --address 127.0.0.1 --data target/x --certificate c.pem --key k.pem --token shape"
                    + " --host a.example --host b.example --require-sni --max-connections 5 --connection-rate 1"
                    + " --connection-burst 2 --connection-life 60min --transaction-age 300s --transaction-rows 10"
                    + " --transaction-bytes 99999999999 --index-build-time 0s --stale-catalogs --fault occ";

    @Test
    void everyOptionIsTaken() {
        assertThatCode(() -> parse(ALL)).doesNotThrowAnyException();
        assertThatCode(() -> parse("--no-tls")).doesNotThrowAnyException();
        List<String> options = command().getCommandSpec().options().stream()
                .map(option -> option.longestName())
                .toList();
        assertThat(options)
                .contains("--port", "--no-tls")
                .allSatisfy(option -> assertThat(ALL + " --no-tls --postgres --help --version ")
                        .contains(option + " "));
    }

    @Test
    void aValueMayFollowAnEqualsSign() {
        assertThatCode(() -> parse("--port=5432 --fault=occ")).doesNotThrowAnyException();
        assertThatCode(() -> parse(List.of("--fault=occ on commit 3", "--fault", "latency 5ms")))
                .doesNotThrowAnyException();
    }

    @Test
    void aRunningPostgresIsNamedByItsUrl() {
        CommandLine.ParseResult parsed =
                command().parseArgs("--postgres=jdbc:postgresql://db.example/postgres?user=root");
        Server server = parsed.matchedOptionValue("--postgres", null);
        assertThat(server.start().get().host()).isEqualTo("db.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--prot 1 | Unknown options: '--prot', '1'",
                "5432 | 5432",
                "-p 1 | Unknown options: '-p', '1'",
                "--port | Missing required parameter for option '--port'",
                "--port= | '--port': a value is needed",
                "--host= | '--host' (NAME): a value is needed",
                "--port http | '--port': a whole number is needed, not \"http\"",
                "--port 99999 | --port: a port must be within 0 and 65535",
                "--port -1 | '--port': a whole number is needed",
                "--port 1 --port 2 | '--port' (N) should be specified only once",
                "--no-tls --no-tls | '--no-tls' should be specified only once",
                "--max-connections 99999999999 | '--max-connections': 99999999999 is too large",
                "--transaction-bytes 99999999999999999999 | 99999999999999999999 is too large",
                "--max-connections 0 | --max-connections: a limit must be at least 1",
                "--transaction-age 300 | '--transaction-age': a duration such as 300s",
                "--connection-life 0s | --connection-life: a duration must be positive",
                "--token none | it must be any, shape or off",
                "--no-tls=true | '--no-tls' should be specified without 'true' parameter",
                "--no-tls --require-sni | of no use with --no-tls",
                "--certificate a.pem | --certificate and --key go together",
                "--connection-rate 5 | --connection-rate and --connection-burst go together",
                "--fault explode | '--fault' (RULE): not a fault rule: expected occ",
                "--postgres mysql | '--postgres': not the URL of a PostgreSQL that an endpoint can use",
                "--data d --postgres container | --data and --postgres exclude each other",
                "--address [::nowhere] | '--address': no such address: [::nowhere]",
                "@options | Unmatched argument at index 0: '@options'"
            })
    void aMistakeIsNamed(String arguments, String message) {
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> parse(arguments))
                .withMessageContaining(message);
    }

    private static void parse(String arguments) {
        parse(List.of(arguments.split(" ")));
    }

    private static void parse(List<String> arguments) {
        CommandLine command = command();
        command.parseArgs(arguments.toArray(String[]::new));
        command.<EndpointCommand>getCommand().builder();
    }

    private static CommandLine command() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.command(nowhere, nowhere);
    }
}
