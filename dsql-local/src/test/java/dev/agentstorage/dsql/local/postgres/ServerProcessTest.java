package dev.agentstorage.dsql.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    /** As a server does that cannot start: it writes its pid file, finds the port taken, and removes the file again; many times. */
    private static final String FAILING_SERVER = """
            tries=0
            while [ $tries -lt 2000 ]; do
              tries=$((tries + 1))
              echo $$ >"$1"
              rm -f "$1"
            done
            echo "could not bind: Address already in use"
            exit 1
            """;

    @TempDir
    private Path data;

    @Test
    void aPidFileThatVanishesWhileItIsReadHidesNoReason() {
        Path pidFile = data.resolve(ServerProcess.PID_FILE);
        List<String> server = List.of("sh", "-c", FAILING_SERVER, "sh", pidFile.toString());

        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> ServerProcess.start(
                        server, RunAs.SELF, data, data.resolve("server.log"), Duration.ofMinutes(10)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PORT_IN_USE));
    }
}
