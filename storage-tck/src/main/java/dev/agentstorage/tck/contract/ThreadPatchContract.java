package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Threads are patched, archived and moved (rules {@code MEM-10} to {@code MEM-15}). */
public abstract class ThreadPatchContract extends MemoryContract {
    /** Made by the kit. */
    protected ThreadPatchContract() {}

    /** Fields that a patch does not name are unchanged. If this fails, look at the merge. */
    @Rule(id = "MEM-10", requires = Feature.MEMORY, cases = "T05")
    void patchChangesOnlyWhatItGives() {
        ConversationThread thread = memory().createThread(newThread(id("resource"))
                .title("before")
                .metadata(Json.parse("{\"a\":1,\"b\":{\"x\":1,\"y\":2},\"c\":3}"))
                .build());
        ConversationThread titled = memory().updateThread(thread.id(), ThreadPatch.ofTitle("after"));
        assertThat(titled.title()).isEqualTo("after");
        assertThat(titled.metadata()).isEqualTo(thread.metadata());
        ConversationThread merged = memory().updateThread(
                        thread.id(), ThreadPatch.ofMetadata(Json.parse("{\"b\":{\"x\":9},\"c\":null,\"d\":4}")));
        assertThat(merged.title()).isEqualTo("after");
        assertThat(merged.metadata()).isEqualTo(Json.parse("{\"a\":1,\"b\":{\"x\":9},\"d\":4}"));
        assertThat(memory().getThread(thread.id())).contains(merged);
    }

    /** Optional fields can be cleared. If this fails, look for a patch that treats cleared fields as unchanged. */
    @Rule(id = "MEM-10", requires = Feature.MEMORY)
    void titleAndMetadataCanBeCleared() {
        ConversationThread thread = memory().createThread(newThread(id("resource"))
                .title("title")
                .metadata(object("a", 1))
                .build());
        ConversationThread untitled = memory().updateThread(
                        thread.id(), ThreadPatch.builder().clearTitle().build());
        assertThat(untitled.title()).isEmpty();
        assertThat(untitled.metadata()).isEqualTo(thread.metadata());
        ConversationThread cleared = memory().updateThread(
                        thread.id(),
                        ThreadPatch.builder().title("again").clearMetadata().build());
        assertThat(cleared.title()).isEqualTo("again");
        assertThat(cleared.metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(cleared.updatedAt()).isAfter(untitled.updatedAt());
        assertThat(memory().getThread(thread.id())).contains(cleared);
    }

    /** A patch only increases updatedAt. If this fails, look at the maximum of now and the old value. */
    @Rule(id = "MEM-11", requires = Feature.MEMORY, cases = "T06")
    void patchMovesUpdatedAtForwards() {
        ConversationThread thread = thread();
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        ConversationThread first = memory().updateThread(thread.id(), ThreadPatch.ofTitle("1"));
        ConversationThread second = memory().updateThread(thread.id(), ThreadPatch.EMPTY);
        assertThat(first.updatedAt()).isAfter(thread.updatedAt()).isAfterOrEqualTo(before);
        assertThat(second.updatedAt()).isAfter(first.updatedAt());
        assertThat(second.createdAt()).isEqualTo(thread.createdAt());

        Instant future = Instant.parse("2999-01-01T00:00:00Z");
        ConversationThread ahead = memory().createThread(
                        newThread(id("resource")).updatedAt(future).build());
        assertThat(memory().updateThread(ahead.id(), ThreadPatch.ofTitle("x")).updatedAt())
                .isEqualTo(future.plusNanos(1000));
    }

    /** updatedAt never exceeds the storable years. If this fails, limit the next microsecond. */
    @Rule(id = "MEM-11", requires = Feature.MEMORY)
    void updatedAtStaysAtTheLastMicrosecondThatCanBeStored() {
        ConversationThread last = memory().createThread(
                        newThread(id("resource")).updatedAt(Instants.LAST).build());
        ConversationThread patched = memory().updateThread(last.id(), ThreadPatch.ofTitle("x"));
        assertThat(patched.updatedAt()).isEqualTo(Instants.LAST);
        ConversationThread moved = memory().moveThread(last.id(), id("resource"));
        assertThat(moved.updatedAt()).isEqualTo(Instants.LAST);
        assertThat(memory().getThread(last.id())).contains(moved);
        assertThat(memory().saveThread(moved)).isEqualTo(moved);
    }

    /** A thread that was just updated is the same by id and in a list. If this fails, look at the two row mappers. */
    @Rule(
            id = "MEM-29",
            requires = Feature.MEMORY,
            cases = {"T06", "T43"})
    void updatedThreadIsTheSameInEveryRead() {
        ConversationThread thread = thread();
        ConversationThread updated = memory().updateThread(
                        thread.id(),
                        ThreadPatch.builder()
                                .title("x")
                                .metadata(object("a", 1))
                                .build());
        assertThat(memory().getThread(thread.id())).contains(updated);
        assertThat(memory().listThreads(ThreadQuery.ofResource(thread.resourceId()))
                        .toList())
                .containsExactly(updated);
    }

    /** Archiving is a separate patch. If this fails, look at what moves updatedAt. */
    @Rule(id = "MEM-12", requires = Feature.MEMORY)
    void archivingLeavesUpdatedAtAlone() {
        ConversationThread thread = thread();
        ConversationThread archived = memory().updateThread(
                        thread.id(), ThreadPatch.builder().archivedAt(at(7)).build());
        assertThat(archived.archivedAt()).contains(at(7));
        assertThat(archived.updatedAt()).isEqualTo(thread.updatedAt());
        messages(thread, 1);
        Instant bumped = memory().getThread(thread.id()).orElseThrow().updatedAt();
        ConversationThread active = memory().updateThread(
                        thread.id(), ThreadPatch.builder().clearArchivedAt().build());
        assertThat(active.archivedAt()).isEmpty();
        assertThat(active.updatedAt()).isEqualTo(bumped);
        assertThat(memory().updateThread(
                                thread.id(),
                                ThreadPatch.builder()
                                        .title("t")
                                        .archivedAt(at(8))
                                        .build())
                        .updatedAt())
                .isAfter(bumped);
    }

    /** A missing thread is an error. If this fails, look at an update of zero rows. */
    @Rule(id = "MEM-13", requires = Feature.MEMORY)
    void patchOfAMissingThreadIsNotFound() {
        String missing = id("thread");
        assertThatThrownBy(() -> memory().updateThread(missing, ThreadPatch.ofTitle("x")))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        assertThat(memory().getThread(missing)).isEmpty();
    }

    /** An invalid patch is rejected. If this fails, the call did not go through the store. */
    @Rule(id = "MEM-06", requires = Feature.MEMORY, cases = "G20")
    void badPatchIsRefused() {
        ConversationThread thread = thread();
        assertThatThrownBy(() -> memory().updateThread(thread.id(), ThreadPatch.ofMetadata(Json.parse("1"))))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> memory().updateThread(thread.id(), ThreadPatch.ofTitle("\0")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> memory().updateThread("", ThreadPatch.EMPTY))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(memory().getThread(thread.id())).contains(thread);
    }

    /** An expected version is checked, and appends do not change it. If this fails, look at what the version is computed from. */
    @Rule(id = "MEM-14", requires = Feature.MEMORY)
    void expectedVersionGuardsAPatch() {
        ConversationThread thread = thread();
        messages(thread, 2);
        ConversationThread second = memory().updateThread(thread.id(), ThreadPatch.ofTitle("second"), thread.version());
        Version stale = thread.version();
        ConflictException conflict = thrown(
                ConflictException.class, () -> memory().updateThread(thread.id(), ThreadPatch.ofTitle("third"), stale));
        assertThat(conflict.code()).isEqualTo("version-conflict");
        assertThat(conflict.details()).containsEntry("threadId", thread.id());
        assertThat(conflict.stored(ConversationThread.class)).contains(second);
        assertThat(memory().getThread(thread.id())).contains(second);
        memory().updateThread(thread.id(), ThreadPatch.ofTitle("third"), second.version());
    }

    /** Concurrent patches of different keys are all kept. If this fails, the merge is not inside the atomic change. */
    @Rule(
            id = "MEM-14",
            requires = Feature.MEMORY,
            cases = {"T15", "G11"})
    void concurrentPatchesOfDifferentKeysAreAllKept() {
        ConversationThread thread = thread();
        concurrently(
                5,
                4,
                (worker, step) ->
                        memory().updateThread(thread.id(), ThreadPatch.ofMetadata(object("k" + worker + step, step))));
        assertThat(memory().getThread(thread.id()).orElseThrow().metadata().members())
                .hasSize(20);
    }

    /** Of concurrent patches with the same expected version, exactly one succeeds. If this fails, the version is read too early. */
    @Rule(id = "MEM-14", requires = Feature.MEMORY)
    void onlyOneOfConcurrentGuardedPatchesWins() {
        ConversationThread thread = thread();
        java.util.concurrent.atomic.AtomicInteger won = new java.util.concurrent.atomic.AtomicInteger();
        java.util.concurrent.atomic.AtomicInteger lost = new java.util.concurrent.atomic.AtomicInteger();
        concurrently(4, 1, (worker, step) -> {
            try {
                memory().updateThread(thread.id(), ThreadPatch.ofTitle("by " + worker), thread.version());
                won.incrementAndGet();
            } catch (ConflictException e) {
                lost.incrementAndGet();
            }
        });
        assertThat(List.of(won.get(), lost.get())).containsExactly(1, 3);
    }

    /** A move includes the messages. If this fails, look at the messages' own resource. */
    @Rule(id = "MEM-15", requires = Feature.MEMORY)
    void movedThreadTakesItsMessagesAlong() {
        ConversationThread thread = thread();
        List<Message> messages = messages(thread, 3);
        String target = id("resource");
        ConversationThread moved = memory().moveThread(thread.id(), target);
        assertThat(moved.resourceId()).isEqualTo(target);
        assertThat(memory().getThread(thread.id())).contains(moved);
        assertThat(ids(memory().listMessages(MessageQuery.ofResource(target)).toList()))
                .isEqualTo(ids(messages));
        assertThat(memory().listMessages(MessageQuery.ofResource(thread.resourceId()))
                        .count())
                .isZero();
        ConversationThread again = memory().moveThread(thread.id(), target);
        assertThat(again).isEqualTo(moved);
        assertThatThrownBy(() -> memory().moveThread(id("thread"), target)).isInstanceOf(NotFoundException.class);
    }
}
