package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.RESOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.SearchRequest;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A memory that is read-only changes neither storage nor index. */
class ReadOnlyTest {
    private final World world = new World();
    private final Memory reader = World.builder(world.storage, world.vectors)
            .options(options -> options.lastMessages(0).recall().readOnly(true))
            .build();

    @AfterEach
    void close() {
        reader.close();
        world.close();
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("memory-read-only"));
    }

    @Test
    void maintenanceIsRefused() {
        world.say("my cello");
        refused(reader::reindex);
        refused(reader::drain);
        refused(() -> reader.indexPending(1));
        assertThat(world.hits("cello")).containsExactly("m0");
    }

    @Test
    void recallCreatesNoIndex() {
        assertThat(reader.recall(RecallRequest.of(KEY, "cello")).hits()).isEmpty();
        assertThat(reader.search(SearchRequest.builder(RESOURCE).query("cello").build())
                        .hits())
                .isEmpty();
        assertThat(world.vectors.listIndexes("")).isEmpty();
    }

    @Test
    void recallRemovesNothing() {
        world.say("my cello", "a violin");
        world.storage.memory().deleteMessages(List.of("m0"));
        assertThat(World.ids(reader.recall(RecallRequest.of(KEY, "cello")).hits()))
                .doesNotContain("m0");
        reader.search(SearchRequest.builder(RESOURCE).query("cello").build());
        assertThat(World.records(world.vectors)).hasSize(2);
    }
}
