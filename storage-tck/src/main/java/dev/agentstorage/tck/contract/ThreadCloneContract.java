package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Threads are copied (rules {@code MEM-16} to {@code MEM-19}). */
public abstract class ThreadCloneContract extends MemoryContract {
    /** Made by the kit. */
    protected ThreadCloneContract() {}

    private ConversationThread source() {
        return memory().createThread(newThread(id("resource"))
                .title("Source")
                .metadata(object("own", true))
                .build());
    }

    /** A clone has copies under new ids. If this fails, look at what is copied. */
    @Rule(id = "MEM-16", requires = Feature.MEMORY, cases = "G24")
    void cloneHasCopiesOfTheMessages() {
        ConversationThread source = source();
        List<Message> originals = memory().saveMessages(List.of(
                message(source, at(1)).role(Role.USER).text("hi").build(),
                message(source, at(2))
                        .role(Role.TOOL)
                        .type("x")
                        .content(Json.parse("{ \"a\" : 1.0 }"))
                        .build()));
        CloneResult result =
                memory().cloneThread(CloneRequest.builder(source.id()).build());
        ConversationThread copy = result.thread();
        assertThat(memory().getThread(copy.id())).contains(copy);
        assertThat(copy.id()).isNotEqualTo(source.id());
        assertThat(copy.resourceId()).isEqualTo(source.resourceId());
        assertThat(copy.title()).isEqualTo("Clone of Source");
        assertThat(memory().listMessages(MessageQuery.ofThread(copy.id())).toList())
                .isEqualTo(result.messages());
        assertThat(result.messageIds()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            Message original = originals.get(i);
            Message message = result.messages().get(i);
            assertThat(message.id())
                    .isEqualTo(result.messageIds().get(original.id()))
                    .isNotEqualTo(original.id());
            assertThat(message)
                    .isEqualTo(original.toBuilder()
                            .id(message.id())
                            .threadId(copy.id())
                            .resourceId(copy.resourceId())
                            .build());
            assertThat(message.content().text()).isEqualTo(original.content().text());
        }
    }

    /** The caller may set the fields of the copy. If this fails, look at the defaults. */
    @Rule(id = "MEM-16", requires = Feature.MEMORY, cases = "G24")
    void cloneTakesIdResourceAndTitleOfTheCaller() {
        ConversationThread source =
                memory().createThread(newThread(id("resource")).build());
        messages(source, 1);
        String target = id("clone");
        String resource = id("resource");
        CloneResult result = memory().cloneThread(CloneRequest.builder(source.id())
                .newThreadId(target)
                .resourceId(resource)
                .build());
        assertThat(result.thread().id()).isEqualTo(target);
        assertThat(result.thread().title()).isEmpty();
        assertThat(result.messages().get(0).resourceId()).isEqualTo(resource);
        assertThat(memory().cloneThread(
                                CloneRequest.builder(source.id()).title("named").build())
                        .thread()
                        .title())
                .isEqualTo("named");
    }

    /** The copy records its source and is independent of it. If this fails, look for shared rows. */
    @Rule(id = "MEM-17", requires = Feature.MEMORY, cases = "G24")
    void cloneNamesItsSourceAndIsIndependent() {
        ConversationThread source = source();
        List<Message> originals = messages(source, 2);
        CloneResult result = memory().cloneThread(CloneRequest.builder(source.id())
                .metadata(object("mine", 1))
                .build());
        Json metadata = result.thread().metadata();
        assertThat(metadata.members()).containsOnlyKeys("mine", "clone");
        assertThat(metadata.at("/clone/sourceThreadId").flatMap(Json::string)).contains(source.id());
        assertThat(metadata.at("/clone/lastMessageId").flatMap(Json::string))
                .contains(originals.get(1).id());
        assertThat(metadata.at("/clone/clonedAt").flatMap(Json::string)).isPresent();

        String copied = result.messages().get(0).id();
        memory().updateMessages(
                        List.of(MessagePatch.builder(copied).role(Role.SYSTEM).build()));
        memory().deleteMessages(List.of(originals.get(1).id()));
        assertThat(memory().getMessage(originals.get(0).id())).contains(originals.get(0));
        assertThat(memory().listMessages(MessageQuery.ofThread(result.thread().id()))
                        .count())
                .isEqualTo(2);
        CloneResult empty =
                memory().cloneThread(CloneRequest.builder(thread().id()).build());
        assertThat(empty.messages()).isEmpty();
        assertThat(empty.thread().metadata().at("/clone/lastMessageId")).isEmpty();
    }

    /** A clone may be partial. If this fails, look at the filters. */
    @Rule(id = "MEM-18", requires = Feature.MEMORY, cases = "G24")
    void cloneMayBeLimited() {
        ConversationThread source = source();
        List<Message> all = messages(source, 6);
        assertThat(cloned(CloneRequest.builder(source.id()).messageLimit(2).build()))
                .containsExactly(all.get(4).createdAt(), all.get(5).createdAt());
        assertThat(cloned(CloneRequest.builder(source.id())
                        .range(TimeRange.between(at(2), at(4)))
                        .build()))
                .containsExactly(at(2), at(3), at(4));
        assertThat(cloned(CloneRequest.builder(source.id())
                        .messageIds(Set.of(all.get(3).id(), all.get(0).id(), id("unknown")))
                        .build()))
                .containsExactly(at(1), at(4));
        assertThat(cloned(CloneRequest.builder(source.id())
                        .range(TimeRange.from(at(2)))
                        .messageLimit(1)
                        .build()))
                .containsExactly(at(6));
    }

    private List<java.time.Instant> cloned(CloneRequest request) {
        return memory().cloneThread(request).messages().stream()
                .map(Message::createdAt)
                .toList();
    }

    /** A failed clone stores nothing. If this fails, thread and messages are not one atomic change. */
    @Rule(id = "MEM-19", requires = Feature.MEMORY, cases = "G24")
    void cloneThatFailsLeavesNothing() {
        String target = id("clone");
        assertThatThrownBy(() -> memory().cloneThread(CloneRequest.builder(id("missing"))
                        .newThreadId(target)
                        .build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("clone-source-not-found"));
        ConversationThread source = source();
        messages(source, 1);
        ConversationThread existing = thread();
        AlreadyExistsException error = thrown(
                AlreadyExistsException.class,
                () -> memory().cloneThread(CloneRequest.builder(source.id())
                        .newThreadId(existing.id())
                        .build()));
        assertThat(error.code()).isEqualTo("thread-exists");
        assertThat(memory().listMessages(MessageQuery.ofThread(existing.id())).count())
                .isZero();
        assertThat(memory().getThread(existing.id())).contains(existing);

        memory().importMessages(IntStream.range(0, rows(limits().atomicRows() + 1))
                .mapToObj(i -> message(source, millis(i)).build())
                .toList());
        assertThatThrownBy(() -> memory().cloneThread(CloneRequest.builder(source.id())
                        .newThreadId(target)
                        .build()))
                .isInstanceOf(TooLargeException.class);
        assertThat(memory().getThread(target)).isEmpty();
        assertThat(memory().listThreads(ThreadQuery.ofResource(source.resourceId()))
                        .count())
                .isEqualTo(1);
    }
}
