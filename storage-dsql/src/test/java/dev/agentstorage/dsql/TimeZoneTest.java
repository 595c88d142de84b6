package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.ConversationThread;
import java.time.Instant;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zone of the JVM plays no part in what is stored. */
class TimeZoneTest {
    private final TimeZone zone = TimeZone.getDefault();

    @AfterEach
    void restore() {
        TimeZone.setDefault(zone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"})
    void instantsInTheGapAndTheOverlapOfSummerTimeAreUnchanged(String id) {
        TimeZone.setDefault(TimeZone.getTimeZone(id));
        try (Schema schema = Schema.in(Server.DSQL);
                Storage storage = schema.open()) {
            for (String text : new String[] {
                "2024-03-10T02:30:00.000001Z",
                "2024-11-03T05:30:00Z",
                "2024-11-03T06:30:00Z",
                "0001-01-01T00:00:00Z",
                "1883-11-18T17:00:00Z",
                "9999-12-31T23:59:59.999999Z"
            }) {
                Instant instant = Instant.parse(text);
                ConversationThread thread = storage.memory()
                        .createThread(ConversationThread.builder("owner")
                                .createdAt(instant)
                                .archivedAt(instant)
                                .build());
                assertThat(storage.memory().getThread(thread.id())).contains(thread);
            }
            assertThat(schema.query("SELECT count(*) FROM " + schema + ".mastra_threads WHERE \"createdAt\" IS DISTINCT"
                            + " FROM \"createdAtZ\" AT TIME ZONE 'UTC'"))
                    .containsExactly("0");
        }
    }
}
