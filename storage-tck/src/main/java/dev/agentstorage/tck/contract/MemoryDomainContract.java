package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Domain;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The size limits of merges, and the domain as a whole (rules {@code MEM-85} and {@code MEM-86}). */
public abstract class MemoryDomainContract extends MemoryContract {
    /** Made by the kit. */
    protected MemoryDomainContract() {}

    /** Merged metadata of a thread obeys the limit. If this fails, look for the check after the merge, inside the transaction. */
    @Rule(id = "MEM-85", requires = Feature.MEMORY)
    void metadataOfAThreadDoesNotGrowOverTheLimit() {
        ConversationThread stored = memory().createThread(
                        newThread(id("resource")).metadata(large("a")).build());
        assertTooLarge(() -> memory().updateThread(stored.id(), ThreadPatch.ofMetadata(large("b"))));
        assertThat(memory().getThread(stored.id())).contains(stored);
    }

    /** Merged metadata of a resource obeys the limit. If this fails, look as above. */
    @Rule(id = "MEM-85", requires = Feature.MEMORY)
    void metadataOfAResourceDoesNotGrowOverTheLimit() {
        String id = id("resource");
        Resource stored = memory().updateResource(id, ResourcePatch.ofMetadata(large("a")));
        assertTooLarge(() -> memory().updateResource(id, ResourcePatch.ofMetadata(large("b"))));
        assertThat(memory().getResource(id)).contains(stored);
        memory().deleteResource(id);
    }

    /** Merged content obeys the limit, and no other patch of the call is applied. If this fails, look for patches applied one by one. */
    @Rule(id = "MEM-85", requires = Feature.MEMORY)
    void contentOfAMessageDoesNotGrowOverTheLimit() {
        ConversationThread thread = thread();
        List<Message> stored = memory().saveMessages(List.of(
                message(thread, at(1)).content(object("text", "small")).build(),
                message(thread, at(2)).content(large("a")).build()));
        assertTooLarge(() -> memory().updateMessages(List.of(
                MessagePatch.builder(stored.get(0).id())
                        .content(object("text", "changed"))
                        .build(),
                MessagePatch.builder(stored.get(1).id()).content(large("b")).build())));
        assertThat(memory().getMessages(ids(stored))).isEqualTo(stored);
    }

    /** A backend without the domain reports this. If this fails, look at the features and at what the backend returns for the domain. */
    @Rule(id = "MEM-86", absent = Feature.MEMORY)
    void absentDomainIsRefused() {
        assertThatThrownBy(() -> storage().memory()).isInstanceOf(UnsupportedException.class);
        assertThat(storage().find(Domain.MEMORY)).isEmpty();
    }

    /** A backend with the domain returns the same store each time. If this fails, look at the features that the provider reports. */
    @Rule(id = "MEM-86", requires = Feature.MEMORY)
    void presentDomainIsFound() {
        assertThat(storage().find(Domain.MEMORY)).containsSame(storage().memory());
    }

    private void assertTooLarge(ThrowingCallable call) {
        assertThat(thrown(TooLargeException.class, call).code()).isEqualTo("value-too-large");
    }

    /** Returns an object of two thirds of the limit: one fits, two merged do not. */
    private Json large(String name) {
        return object(name, "x".repeat((int) (limits().valueBytes() * 2 / 3)));
    }
}
