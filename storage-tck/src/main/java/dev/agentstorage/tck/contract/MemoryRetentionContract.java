package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Messages are pruned and erased (rules {@code MEM-80} to {@code MEM-84}). */
public abstract class MemoryRetentionContract extends MemoryContract {
    /** Made by the kit. */
    protected MemoryRetentionContract() {}

    /** Pruning is bounded and starts with the oldest messages. If this fails, look at the order and the limit of the delete. */
    @Rule(id = "MEM-80", requires = Feature.MEMORY)
    void pruningIsBounded() {
        ConversationThread thread = thread();
        List<Message> all = messages(thread, 6);
        // the view protects the messages of other rules
        var view = memory().forResource(thread.resourceId());
        assertThat(view.pruneMessages(at(5), 3)).isEqualTo(new BulkResult(3, false));
        assertThat(view.listMessages(MessageQuery.ofThread(thread.id())).toList())
                .isEqualTo(all.subList(3, 6));
        assertThat(view.pruneMessages(at(5), 3)).isEqualTo(new BulkResult(1, true));
        assertThat(view.pruneMessages(at(5), 3)).isEqualTo(new BulkResult(0, true));
        assertThat(view.listMessages(MessageQuery.ofThread(thread.id())).toList())
                .isEqualTo(all.subList(4, 6));
        assertThat(view.pruneMessages(at(100), 2))
                .as("exactly the limit, so none is left")
                .isEqualTo(new BulkResult(2, true));
        assertThatThrownBy(() -> view.pruneMessages(at(5), 0))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("limit-not-positive"));
    }

    /** Threads are kept. If this fails, look for a bump or a cascade. */
    @Rule(id = "MEM-81", requires = Feature.MEMORY)
    void pruningLeavesThreadsAlone() {
        ConversationThread thread = memory().createThread(newThread(id("resource"))
                .updatedAt(java.time.Instant.parse("2999-01-01T00:00:00Z"))
                .build());
        messages(thread, 2);
        ConversationThread spoken = thread.toBuilder().lastMessageAt(at(2)).build();
        eventually(() -> assertThat(memory().getThread(thread.id())).contains(spoken));
        assertThat(memory().forResource(thread.resourceId()).pruneMessages(at(100), 10))
                .isEqualTo(new BulkResult(2, true));
        assertThat(memory().getThread(thread.id())).contains(spoken);
    }

    /** All data of one resource is removed, and no other data. If this fails, look at the steps of the erasure. */
    @Rule(id = "MEM-82", requires = Feature.MEMORY)
    void erasureTakesEverythingOfOneResource() {
        String resource = id("resource");
        ConversationThread own = thread(resource);
        ConversationThread large = thread(resource);
        ConversationThread foreign = thread();
        memory().saveResource(Resource.of(resource));
        messages(own, 3);
        int many = rows(limits().atomicRows() + 1);
        memory().importMessages(IntStream.range(0, many)
                .mapToObj(i -> message(large, millis(i)).build())
                .toList());
        memory().saveMessages(List.of(
                NewMessage.builder(own.id())
                        .resourceId(foreign.resourceId())
                        .id(id("guest"))
                        .build(),
                NewMessage.builder(foreign.id())
                        .resourceId(resource)
                        .id(id("planted"))
                        .build()));
        List<Message> kept = messages(foreign, 2);
        Resource other = memory().saveResource(Resource.of(foreign.resourceId()));
        BulkResult result = memory().eraseResource(resource, BulkListener.NONE);
        assertThat(result).isEqualTo(new BulkResult(3 + many + 1 + 1 + 2 + 1, true));
        assertThat(memory().getResource(resource)).isEmpty();
        assertThat(memory().listThreads(ThreadQuery.ofResource(resource)).count())
                .isZero();
        assertThat(memory().listMessages(MessageQuery.ofResource(resource)).count())
                .isZero();
        assertThat(memory().listMessages(MessageQuery.ofThread(own.id())).count())
                .isZero();
        assertThat(memory().listMessages(MessageQuery.ofThread(foreign.id())).toList())
                .isEqualTo(kept);
        assertThat(memory().getResource(other.id())).contains(other);
        assertThat(memory().eraseResource(resource, BulkListener.NONE)).isEqualTo(new BulkResult(0, true));
    }

    /** Everything is removed. If this fails, look at the order of the tables. */
    @Rule(id = "MEM-83", requires = Feature.MEMORY)
    void clearTakesEverything() {
        Resource resource = memory().saveResource(Resource.of(id("resource")));
        ConversationThread thread = thread(resource.id());
        messages(thread, 3);
        assertThat(memory().clear().affected()).isGreaterThanOrEqualTo(5);
        assertThat(memory().listThreads(ThreadQuery.ALL).count()).isZero();
        assertThat(memory().listMessages(MessageQuery.ALL).count()).isZero();
        assertThat(memory().listResources().count()).isZero();
        assertThat(memory().clear()).isEqualTo(new BulkResult(0, true));
    }

    /** A repeated call continues an interrupted operation. If this fails, look at the rows that a step leaves. */
    @Rule(id = "MEM-84", requires = Feature.MEMORY)
    void stoppedOperationContinues() {
        ConversationThread thread = thread();
        int count = rows(limits().atomicRows() + 5);
        memory().importMessages(IntStream.range(0, count)
                .mapToObj(i -> message(thread, millis(i)).build())
                .toList());
        List<Long> heard = new ArrayList<>();
        IllegalStateException stop = new IllegalStateException("stop");
        assertThatThrownBy(() -> memory().deleteThread(thread.id(), affected -> {
                    heard.add(affected);
                    throw stop;
                }))
                .isSameAs(stop);
        assertThat(heard).hasSize(1);
        long left = memory().listMessages(MessageQuery.ofThread(thread.id())).count();
        assertThat(left).isBetween(1L, count - 1L);
        assertThat(memory().getThread(thread.id())).isPresent();
        List<Long> again = new ArrayList<>();
        assertThat(memory().deleteThread(thread.id(), again::add)).isTrue();
        assertThat(again).endsWith(left + 1);
        assertThat(memory().getThread(thread.id())).isEmpty();
    }
}
