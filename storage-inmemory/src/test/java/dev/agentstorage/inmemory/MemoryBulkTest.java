package dev.agentstorage.inmemory;

import static dev.agentstorage.inmemory.MemoryFixture.BASE;
import static dev.agentstorage.inmemory.MemoryFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryBulkTest {
    private final MemoryFixture memory = new MemoryFixture(MemoryFixture.limits(3, 100_000));

    @BeforeEach
    void twoThreads() {
        memory.thread("t", "r");
        memory.thread("u", "s");
        memory.messages("m", "t", "r", 1, 7);
        memory.messages("n", "u", "s", 1, 2);
    }

    @Test
    void aThreadIsDeletedInBoundedSteps() {
        List<Long> progress = new ArrayList<>();

        assertThat(memory.store.deleteThread("t", progress::add)).isTrue();

        assertThat(progress).containsExactly(3L, 6L, 8L);
        assertThat(memory.store.getThread("t")).isEmpty();
        assertThat(ids(memory.store.listMessages(MessageQuery.ALL).toList())).containsExactly("n1", "n2");
    }

    @Test
    void aThreadMovesWithAllItsMessages() {
        assertThat(memory.store.moveThread("t", "s").resourceId()).isEqualTo("s");

        assertThat(memory.store.listMessages(MessageQuery.ofResource("s")).count())
                .isEqualTo(9);
        assertThat(memory.store.listThreads(ThreadQuery.ofResource("r")).toList())
                .isEmpty();
        assertThatThrownBy(() -> memory.store.moveThread("missing", "s")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void anyNumberOfMessagesIsDeletedById() {
        List<String> ids = List.of("m1", "m2", "m3", "m4", "m5", "m1", "unknown");

        assertThat(memory.store.deleteMessages(ids)).isEqualTo(new BulkResult(5, true, List.of("unknown")));
        assertThat(ids(memory.store.listMessages(MessageQuery.ofThread("t")).toList()))
                .containsExactly("m6", "m7");
    }

    @Test
    void pruningRemovesTheOldestUpToTheLimitAndLeavesUpdatedAtAlone() {
        memory.now = memory.now.plusSeconds(60);

        assertThat(memory.store.pruneMessages(BASE.plusSeconds(5), 5)).isEqualTo(new BulkResult(5, false));
        assertThat(ids(memory.store.listMessages(MessageQuery.ALL).toList())).containsExactly("m4", "m5", "m6", "m7");
        assertThat(memory.store.pruneMessages(BASE.plusSeconds(5), 5)).isEqualTo(new BulkResult(1, true));

        assertThat(memory.store.getThread("t").orElseThrow().updatedAt()).isEqualTo(BASE.plusSeconds(3600));
        assertThat(ids(memory.store.lastMessages("t", 9))).containsExactly("m5", "m6", "m7");
    }

    @Test
    void erasingAResourceLeavesWhatBelongsToOthers() {
        memory.store.saveResource(Resource.of("r"));
        memory.store.saveResource(Resource.of("s"));
        memory.store.saveMessages(List.of(MemoryFixture.message("guest", "u", "r", 9)));

        BulkResult result = memory.store.eraseResource("r", affected -> {});

        assertThat(result).isEqualTo(new BulkResult(10, true));
        assertThat(memory.store.getResource("r")).isEmpty();
        assertThat(ids(memory.store.listMessages(MessageQuery.ALL).toList())).containsExactly("n1", "n2");
        assertThat(memory.store.getThread("u")).isPresent();
        assertThat(memory.store.getResource("s")).isPresent();
    }

    @Test
    void clearingRemovesEverything() {
        memory.store.saveResource(Resource.of("r"));

        assertThat(memory.store.clear()).isEqualTo(new BulkResult(12, true));

        assertThat(memory.store.listThreads(ThreadQuery.ALL).count()).isZero();
        assertThat(memory.store.listMessages(MessageQuery.ALL).count()).isZero();
        assertThat(memory.store.listResources().count()).isZero();
    }
}
