package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Threads are stored, read, replaced and removed (rules {@code MEM-01} to {@code MEM-09}). */
public abstract class ThreadContract extends MemoryContract {
    /** Made by the kit. */
    protected ThreadContract() {}

    /** A thread is returned as created. If this fails, look at the row mapper. */
    @Rule(
            id = "MEM-01",
            requires = Feature.MEMORY,
            cases = {"T01", "T03"})
    void createdThreadIsReadBack() {
        ConversationThread thread = newThread(id("resource"))
                .title("Test thread")
                .metadata(object("key", "value"))
                .build();
        assertThat(memory().createThread(thread)).isEqualTo(thread);
        assertThat(memory().getThread(thread.id())).contains(thread);
        assertThat(memory().getThread(id("unknown"))).isEmpty();
    }

    /** Creating a thread twice is rejected with the stored thread. If this fails, look for an upsert instead of an insert. */
    @Rule(id = "MEM-02", requires = Feature.MEMORY)
    void createdThreadIsNotReplacedByAnotherCreate() {
        ConversationThread stored =
                memory().createThread(newThread(id("resource")).title("first").build());
        AlreadyExistsException error = thrown(
                AlreadyExistsException.class,
                () -> memory().createThread(stored.toBuilder().title("second").build()));
        assertThat(error.code()).isEqualTo("thread-exists");
        assertThat(error.stored(ConversationThread.class)).contains(stored);
        assertThat(memory().getThread(stored.id())).contains(stored);
    }

    /** Saving replaces every field. If this fails, look at the columns of the upsert. */
    @Rule(
            id = "MEM-03",
            requires = Feature.MEMORY,
            cases = {"T01", "P25"})
    void savedThreadReplacesEveryField() {
        ConversationThread first = newThread(id("resource"))
                .title("first")
                .metadata(Json.parse("{\"a\":1,\"b\":2}"))
                .archivedAt(at(5))
                .build();
        assertThat(memory().saveThread(first)).isEqualTo(first);
        ConversationThread second = ConversationThread.builder(id("resource"))
                .id(first.id())
                .title("second")
                .metadata(object("c", 3))
                .createdAt(at(-100))
                .updatedAt(at(-50))
                .build();
        assertThat(memory().saveThread(second)).isEqualTo(second);
        assertThat(memory().getThread(first.id())).contains(second);
    }

    /** An expected version protects a save. If this fails, compare the version inside the atomic change. */
    @Rule(id = "MEM-04", requires = Feature.MEMORY)
    void savedThreadIsGuardedByTheExpectedVersion() {
        ConversationThread first = thread();
        ConversationThread second =
                memory().saveThread(first.toBuilder().title("second").build(), first.version());
        assertThat(second.title()).isEqualTo("second");
        ConflictException stale = thrown(
                ConflictException.class,
                () -> memory().saveThread(first.toBuilder().title("third").build(), first.version()));
        assertThat(stale.code()).isEqualTo("version-conflict");
        assertThat(stale.details()).containsEntry("threadId", first.id());
        assertThat(stale.stored(ConversationThread.class)).contains(second);
        assertThat(memory().getThread(first.id())).contains(second);

        ConversationThread missing = newThread(id("resource")).build();
        ConflictException absent =
                thrown(ConflictException.class, () -> memory().saveThread(missing, missing.version()));
        assertThat(absent.details()).containsEntry("threadId", missing.id());
        assertThat(absent.stored(ConversationThread.class)).isEmpty();
        assertThat(memory().getThread(missing.id())).isEmpty();
    }

    /** All values are kept. If this fails, look at time zones, escaping and rounding. */
    @Rule(
            id = "MEM-05",
            requires = Feature.MEMORY,
            cases = {"T02", "T13", "T14", "G17", "G18"})
    void valuesOfThreadsSurvive() {
        List<Object> large = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            large.add(Map.of("index", i, "text", "x".repeat(200), "nested", Map.of("a", List.of(1, 2.50, true))));
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("large", large);
        metadata.put("odd key \"'", "nul \0 lone \ud83d emoji 😀");
        for (Instant instant : List.of(
                Instant.parse("1938-04-24T22:13:20.000001Z"),
                Instant.parse("2024-03-31T01:30:00.123456Z"),
                Instant.parse("2024-11-03T06:30:00.999999Z"),
                Instant.parse("0001-01-01T00:00:00Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"))) {
            ConversationThread thread = ConversationThread.builder("10000000000000000000" + id("r"))
                    .id("98765432109876543210" + id("t"))
                    .title("it's a \"title\" — 😀 \\ % _ ; -- $1 ?")
                    .metadata(Json.of(metadata))
                    .createdAt(instant)
                    .updatedAt(instant)
                    .build();
            memory().saveThread(thread);
            assertThat(memory().getThread(thread.id())).contains(thread);
        }
    }

    /** More precise instants are truncated on input. If this fails, look for rounding. */
    @Rule(id = "MEM-05", requires = Feature.MEMORY, cases = "G18")
    void nanosecondsAreTruncated() {
        ConversationThread thread = memory().createThread(newThread(id("resource"))
                .createdAt(Instant.parse("2024-01-01T00:00:00.123456789Z"))
                .build());
        assertThat(thread.createdAt()).isEqualTo(Instant.parse("2024-01-01T00:00:00.123456Z"));
        assertThat(memory().getThread(thread.id())).contains(thread);
    }

    /** Invalid threads are rejected. If this fails, the call did not go through the store. */
    @Rule(
            id = "MEM-06",
            requires = Feature.MEMORY,
            cases = {"G19", "G20"})
    void badThreadsAreRefused() {
        String resource = id("resource");
        String id = id("thread");
        ConversationThread.Builder good = ConversationThread.builder(resource).id(id);
        refused(good.id(" ").build(), "id-blank", InvalidRequestException.class);
        refused(good.id("nul\0").build(), "text-unstorable", InvalidRequestException.class);
        refused(good.id("x".repeat(limits().idBytes() + 1)).build(), "id-too-long", TooLargeException.class);
        refused(good.id("é".repeat(limits().idBytes() / 2 + 1)).build(), "id-too-long", TooLargeException.class);
        refused(good.id(id).title("half \ud83d").build(), "text-unstorable", InvalidRequestException.class);
        Json huge = object("a", "x".repeat(Math.toIntExact(limits().valueBytes())));
        refused(good.title("").metadata(huge).build(), "value-too-large", TooLargeException.class);
        refused(ConversationThread.builder("").id(id).build(), "id-blank", InvalidRequestException.class);
        assertThat(memory().getThread(id)).isEmpty();
        assertThatThrownBy(() -> memory().getThread(" ")).isInstanceOf(InvalidRequestException.class);
    }

    private void refused(ConversationThread thread, String code, Class<? extends StorageException> type) {
        for (Runnable call :
                List.<Runnable>of(() -> memory().createThread(thread), () -> memory().saveThread(thread))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(type)
                    .satisfies(error ->
                            assertThat(((StorageException) error).code()).isEqualTo(code));
        }
    }

    /** An id of exactly the limit is accepted. If this fails, the limit that the provider declares is not the real one. */
    @Rule(id = "MEM-06", requires = Feature.MEMORY, cases = "G19")
    void valuesOfExactlyTheLimitAreStored() {
        String id = (id("thread") + "é".repeat(limits().idBytes())).substring(0, limits().idBytes() / 2);
        String padded = id + "x".repeat(limits().idBytes() - (int) dev.agentstorage.value.Utf8.length(id));
        int room = Math.toIntExact(limits().valueBytes()) - "{\"a\":\"\"}".length();
        ConversationThread thread = newThread(id("resource"))
                .id(padded)
                .metadata(object("a", "x".repeat(room)))
                .build();
        memory().createThread(thread);
        assertThat(memory().getThread(padded)).contains(thread);
    }

    /** Deleting a thread removes its messages and nothing else. If this fails, look at the order of the deletes. */
    @Rule(
            id = "MEM-07",
            requires = Feature.MEMORY,
            cases = {"T07", "T08"})
    void deletedThreadTakesItsMessagesAlong() {
        String resource = id("resource");
        ConversationThread thread = thread(resource);
        ConversationThread other = thread(resource);
        memory().saveResource(Resource.of(resource));
        messages(thread, 2);
        List<Message> kept = messages(other, 2);
        memory().deleteThread(thread.id());
        assertThat(memory().getThread(thread.id())).isEmpty();
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id()))
                        .page()
                        .items())
                .isEmpty();
        assertThat(memory().getThread(other.id())).isPresent();
        assertThat(memory().listMessages(MessageQuery.ofThread(other.id())).toList())
                .isEqualTo(kept);
        assertThat(memory().getResource(resource)).isPresent();
    }

    /** A thread of more messages than one atomic change holds can be deleted. If this fails, look at the steps. */
    @Rule(id = "MEM-07", requires = Feature.MEMORY, cases = "G10")
    void longThreadIsDeleted() {
        ConversationThread thread = thread();
        int count = rows(limits().atomicRows() + 1);
        memory().importMessages(IntStream.range(0, count)
                .mapToObj(i -> message(thread, millis(i)).build())
                .toList());
        List<Long> heard = new ArrayList<>();
        assertThat(memory().deleteThread(thread.id(), heard::add)).isTrue();
        assertThat(heard).endsWith(count + 1L);
        assertThat(memory().getThread(thread.id())).isEmpty();
        assertThat(memory().listMessages(MessageQuery.ofThread(thread.id())).count())
                .isZero();
    }

    /** Deleting a missing thread is not an error. If this fails, look for an exception on zero rows. */
    @Rule(
            id = "MEM-08",
            requires = Feature.MEMORY,
            cases = {"T08", "G27"})
    void deletingAMissingThreadIsNoError() {
        ConversationThread thread = thread();
        assertThat(memory().deleteThread(thread.id())).isTrue();
        assertThat(memory().deleteThread(thread.id())).isFalse();
        String missing = id("thread");
        assertThat(memory().deleteThread(missing)).isFalse();
        assertThat(memory().listMessages(MessageQuery.ofThread(missing)).page().items())
                .isEmpty();
    }

    /** The steps are reported. If this fails, the bulk operation runs in one piece or counts wrongly. */
    @Rule(id = "MEM-09", requires = Feature.MEMORY)
    void deletingReportsItsProgress() {
        ConversationThread thread = thread();
        messages(thread, 5);
        List<Long> heard = new ArrayList<>();
        assertThat(memory().deleteThread(thread.id(), heard::add)).isTrue();
        assertThat(heard).isNotEmpty().isSorted().endsWith(6L);
    }
}
