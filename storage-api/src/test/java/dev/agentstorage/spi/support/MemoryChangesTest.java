package dev.agentstorage.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryChangesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Values of 40 bytes. */
    private static final Limits LIMITS = new Limits(40, 40, 40, 400, 40, 10, 400);

    private static final Json LONG = Json.of(Map.of("key", "x".repeat(60)));

    private final ConversationThread thread =
            ConversationThread.builder("owner").id("t").createdAt(NOW).build();

    @Test
    void aSavedThreadIsTheGivenOne() {
        ConversationThread other = thread.toBuilder().title("new").build();

        assertThat(MemoryChanges.saved(Scope.resource("owner"), Optional.of(thread), other, Optional.empty()))
                .isEqualTo(other);
        assertThat(MemoryChanges.saved(Scope.ALL, Optional.of(thread), other, Optional.of(thread.version())))
                .isEqualTo(other);
    }

    @Test
    void aThreadOutOfScopeIsNeitherReplacedNorShown() {
        assertThatThrownBy(() ->
                        MemoryChanges.saved(Scope.resource("someone"), Optional.of(thread), thread, Optional.empty()))
                .isInstanceOfSatisfying(
                        AlreadyExistsException.class,
                        e -> assertThat(e.stored(ConversationThread.class)).isEmpty());
    }

    @Test
    void anotherVersionIsAConflictWithWhatIsStored() {
        Optional<Version> expected =
                Optional.of(thread.toBuilder().title("other").build().version());
        ThreadPatch patch = ThreadPatch.builder().title("new").build();

        assertThatThrownBy(() -> MemoryChanges.saved(Scope.ALL, Optional.of(thread), thread, expected))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.stored(ConversationThread.class)).contains(thread));
        assertThatThrownBy(() -> MemoryChanges.saved(Scope.ALL, Optional.empty(), thread, expected))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.stored(ConversationThread.class)).isEmpty());
        assertThatThrownBy(() -> MemoryChanges.patched(thread, patch, expected, NOW, LIMITS))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void mergedMetadataOfAThreadIsHeldAgainstTheLimit() {
        ThreadPatch title = ThreadPatch.builder().title("new").build();
        ConversationThread large = thread.toBuilder().metadata(LONG).build();

        assertThat(MemoryChanges.patched(large, title, Optional.empty(), NOW, LIMITS)
                        .title())
                .isEqualTo("new");
        assertThatThrownBy(() ->
                        MemoryChanges.patched(thread, ThreadPatch.ofMetadata(LONG), Optional.empty(), NOW, LIMITS))
                .isInstanceOf(TooLargeException.class);
    }

    @Test
    void aMovedThreadBelongsToTheOtherResourceFromThenOn() {
        ConversationThread moved = MemoryChanges.moved(thread, "other", NOW.plusSeconds(1));

        assertThat(moved)
                .isEqualTo(thread.toBuilder()
                        .resourceId("other")
                        .updatedAt(NOW.plusSeconds(1))
                        .build());
        assertThat(MemoryChanges.moved(thread, "other", NOW).updatedAt()).isAfter(thread.updatedAt());
    }

    private static NewMessage message(String id, String text, int second) {
        return NewMessage.builder("t")
                .id(id)
                .text(text)
                .createdAt(NOW.plusSeconds(second))
                .build();
    }

    @Test
    void messagesOfOneIdAreOneAtThePlaceAndTheTimeOfTheFirst() {
        assertThat(MemoryChanges.folded(
                        List.of(message("a", "first", 1), message("b", "other", 2), message("a", "last", 3))))
                .containsExactly(message("a", "last", 1), message("b", "other", 2));
    }

    @Test
    void aStoredMessageHasTheResourceOfItsThreadUnlessItNamesOne() {
        NewMessage plain = message("a", "text", 1);

        assertThat(MemoryChanges.stored(plain, "owner", NOW).resourceId()).isEqualTo("owner");
        assertThat(MemoryChanges.stored(plain.toBuilder().resourceId("own").build(), "owner", NOW)
                        .resourceId())
                .isEqualTo("own");
    }

    @Test
    void patchesOfAMessageMeetWhatEarlierOnesLeft() {
        Message stored = MemoryChanges.stored(message("a", "text", 1), "owner", NOW);
        Message current = stored.toBuilder().type("changed").build();
        MessagePatch.Builder patch = MessagePatch.builder("a").type("again");

        assertThat(MemoryChanges.patched(
                                stored,
                                current,
                                patch.expected(current.version()).build(),
                                LIMITS)
                        .type())
                .isEqualTo("again");
        assertThatThrownBy(() -> MemoryChanges.patched(
                        stored, current, patch.expected(stored.version()).build(), LIMITS))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.stored(Message.class)).contains(stored));
    }

    @Test
    void mergedContentIsHeldAgainstTheLimit() {
        Message stored = MemoryChanges.stored(
                message("a", "", 1).toBuilder().content(LONG).build(), "owner", NOW);
        MessagePatch type = MessagePatch.builder("a").type("new").build();
        MessagePatch more =
                MessagePatch.builder("a").content(Json.of(Map.of("more", "y"))).build();

        assertThat(MemoryChanges.patched(stored, stored, type, LIMITS).type()).isEqualTo("new");
        assertThatThrownBy(() -> MemoryChanges.patched(stored, stored, more, LIMITS))
                .isInstanceOf(TooLargeException.class);
    }

    @Test
    void aPatchCreatesAResourceThatIsMissingUnlessAVersionIsExpected() {
        ResourcePatch patch = ResourcePatch.ofMetadata(Json.of(Map.of("a", 1)));
        Resource created = MemoryChanges.patched("r", Optional.empty(), patch, Optional.empty(), NOW, LIMITS);

        assertThat(created)
                .isEqualTo(Resource.builder("r")
                        .metadata(Json.of(Map.of("a", 1)))
                        .createdAt(NOW)
                        .updatedAt(NOW)
                        .build());
        assertThatThrownBy(() -> MemoryChanges.patched(
                        "r", Optional.empty(), patch, Optional.of(created.version()), NOW, LIMITS))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void mergedMetadataOfAResourceIsHeldAgainstTheLimit() {
        ResourcePatch patch = ResourcePatch.ofMetadata(LONG);

        assertThatThrownBy(() -> MemoryChanges.patched("r", Optional.empty(), patch, Optional.empty(), NOW, LIMITS))
                .isInstanceOf(TooLargeException.class);
    }
}
