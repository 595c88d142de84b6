package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.RESOURCE;
import static dev.agentstorage.recall.World.message;
import static dev.agentstorage.recall.World.records;
import static dev.agentstorage.recall.World.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.RecallScope;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ids of any form, and threads in which two resources speak. */
class IdsTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void requireRight() {
        assertThat(records(world.vectors)).isEqualTo(wanted(world.storage));
    }

    @Test
    void idsOfAnyFormAreRecalledAndDeleted() {
        List<String> ids = List.of("#", "a#1", "a", "a#0#0", "\ud83d\ude00#x", "x".repeat(255));
        for (String id : ids) {
            world.memory.append(KEY, List.of(message(id, "cello " + "word ".repeat(30))));
        }
        world.memory.drain();
        requireRight();
        assertThat(world.hits("cello")).hasSize(4).isSubsetOf(ids);
        world.memory.deleteMessages(RESOURCE, List.of("a", "#", "a"));
        requireRight();
        world.memory.deleteMessages(RESOURCE, ids);
        assertThat(records(world.vectors)).isEmpty();
    }

    @Test
    void ofOneIdTwiceInAnAppendTheLastIsIndexed() {
        assertThat(world.memory
                        .append(KEY, List.of(message("m0", "my cello"), message("m0", "my violin")))
                        .warnings())
                .isEmpty();
        assertThat(world.hits("violin")).containsExactly("m0");
        requireRight();
    }

    @Test
    void anIdOfAnotherResourceIsNeitherReadNorChanged() {
        world.say("my cello");
        MemoryKey other = MemoryKey.of("other", KEY.threadId());
        assertThat(world.memory.deleteMessages("other", List.of("m0")).affected())
                .isZero();
        assertThat(world.memory.deleteThread(other)).isFalse();
        for (RecallScope scope : RecallScope.values()) {
            assertThat(world.memory
                            .recall(RecallRequest.builder(other)
                                    .query("cello")
                                    .options(options -> options.recall(recall -> recall.scope(scope)))
                                    .build())
                            .hits())
                    .isEmpty();
        }
        assertThat(world.hits("cello")).containsExactly("m0");
        requireRight();
    }

    @Test
    void inASharedThreadEachResourceRecallsItsOwn() {
        world.say("which cello?");
        world.storage
                .memory()
                .saveMessage(message("hers", "her cello").toBuilder()
                        .resourceId("other")
                        .build());
        world.memory.indexPending(10);
        assertThat(world.hits("cello")).containsExactly("m0");
        assertThat(World.ids(world.memory
                        .recall(RecallRequest.builder(MemoryKey.of("other", KEY.threadId()))
                                .query("cello")
                                .options(options -> options.lastMessages(0))
                                .build())
                        .hits()))
                .containsExactly("hers");
        requireRight();
        assertThat(world.memory.deleteThread(KEY)).isTrue();
        assertThat(records(world.vectors)).isEmpty();
    }
}
