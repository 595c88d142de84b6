package dev.agentstorage.dsql.local.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.cli.CommandProcess;
import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import dev.agentstorage.dsql.local.rawclient.Target;
import dev.agentstorage.dsql.local.rawclient.Target.Security;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command in a Java virtual machine whose heap is far smaller than what clients ask for and leave unread. */
@Tag("slow")
final class SmallHeapTest {
    private static final String HEAP = "-Xmx40m";
    private static final int STALLED = 20;

    private static CommandProcess process;
    private static Target target;

    @BeforeAll
    static void start() throws Exception {
        process = CommandProcess.launch(List.of(HEAP, "-XX:+ExitOnOutOfMemoryError"), "--no-tls", "--token", "off");
        List<String> lines = process.awaitReady();
        int port = Integer.parseInt(lines.get(lines.size() - 1).replace("ready port=", ""));
        target = new Target("127.0.0.1", port, Security.PLAIN, Optional.empty(), "admin", "postgres", Optional.empty());
        try (RawConnection connection = RawConnection.open(target)) {
            assertThat(connection
                            .extended("CREATE TABLE yard (id int PRIMARY KEY, v text)")
                            .ok())
                    .isTrue();
        }
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @AfterEach
    void othersAreServed() throws IOException {
        try (RawConnection other = RawConnection.open(target)) {
            assertThat(other.extended("DELETE FROM yard").ok()).isTrue();
        }
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void clientsThatReadNothingOfLargeResults() throws IOException {
        List<RawConnection> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < STALLED; i++) {
                RawConnection connection = RawConnection.open(target);
                stalled.add(connection);
                connection.send(new Pipeline()
                        .statement("SELECT repeat('x', 900000) FROM generate_series(1, 100000)")
                        .sync());
                assertThat(connection.receive().type()).isEqualTo('1');
            }
            try (RawConnection other = RawConnection.open(target)) {
                assertThat(other.extended("SELECT 1").value()).isEqualTo("1");
            }
        } finally {
            for (RawConnection connection : stalled) {
                connection.vanish();
            }
        }
    }

    @Test
    void aResultThatIsLargerThanTheHeapIsReadWhole() throws IOException {
        try (RawConnection connection = RawConnection.open(target)) {
            connection.send(new Pipeline()
                    .statement("SELECT repeat('x', 900000) FROM generate_series(1, 150)")
                    .sync());
            int rows = 0;
            char type = connection.receive().type();
            while (type != 'Z') {
                rows += type == 'D' ? 1 : 0;
                type = connection.receive().type();
            }
            assertThat(rows).isEqualTo(150);
        }
    }

    @Test
    void aCopyThatIsLargerThanTheHeapIsRefusedForItsSize() throws IOException {
        byte[] line = ("x".repeat(500_000) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (RawConnection connection = RawConnection.open(target)) {
            connection.send(new Pipeline().query("COPY yard FROM STDIN"));
            assertThat(connection.receive().type()).isEqualTo('G');
            for (int i = 0; i < 100; i++) {
                String row = i + "\t" + new String(line, StandardCharsets.US_ASCII);
                connection.send(new Pipeline().copyData(row));
            }
            connection.send(new Pipeline().copyDone());
            List<Result> results = connection.results();
            assertThat(results).isNotEmpty();
            assertThat(results.get(results.size() - 1).sqlState()).isEqualTo("54000");
        }
    }

    @Test
    void clientsThatStallInACopy() throws IOException {
        List<RawConnection> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < STALLED; i++) {
                RawConnection connection = RawConnection.open(target);
                stalled.add(connection);
                connection.send(new Pipeline().query("COPY yard FROM STDIN"));
                assertThat(connection.receive().type()).isEqualTo('G');
                connection.send(new Pipeline().copyData(i + "\t" + "y".repeat(400_000) + "\n"));
            }
            try (RawConnection other = RawConnection.open(target)) {
                assertThat(other.extended("INSERT INTO yard VALUES (1, 'mine')").tag())
                        .isEqualTo("INSERT 0 1");
                assertThat(other.extended("UPDATE yard SET v = 'still mine'").tag())
                        .isEqualTo("UPDATE 1");
                assertThat(other.extended("CREATE TABLE other_yard (id int PRIMARY KEY)")
                                .ok())
                        .isTrue();
                assertThat(other.extended("DROP TABLE other_yard").ok()).isTrue();
            }
        } finally {
            for (RawConnection connection : stalled) {
                connection.vanish();
            }
        }
    }
}
