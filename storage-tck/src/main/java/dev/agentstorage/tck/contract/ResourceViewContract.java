package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.Updated;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.PageRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A view returns and changes only data of its resource (rules {@code MEM-60} to {@code MEM-69}). */
public abstract class ResourceViewContract extends MemoryContract {
    /** Made by the kit. */
    protected ResourceViewContract() {}

    private static void outside(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("outside-resource"));
    }

    /** In its own resource, all operations work as usual. If this fails, look at the scope of the writes. */
    @Rule(id = "MEM-60", requires = Feature.MEMORY)
    void ownThreadsWorkAsEver() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread thread = view.createThread(newThread(resource).build());
        assertThat(view.getThread(thread.id())).contains(thread);
        ConversationThread saved =
                view.saveThread(thread.toBuilder().title("saved").build());
        assertThat(view.updateThread(thread.id(), ThreadPatch.ofTitle("t"), saved.version())
                        .title())
                .isEqualTo("t");
        List<Message> messages = view.saveMessages(
                List.of(message(thread, at(1)).build(), message(thread, at(2)).build()));
        assertThat(view.lastMessages(thread.id(), 5)).isEqualTo(messages);
        assertThat(view.updateMessages(
                                List.of(MessagePatch.builder(messages.get(0).id())
                                        .role(Role.TOOL)
                                        .build()))
                        .items())
                .hasSize(1);
        assertThat(view.deleteMessages(List.of(messages.get(1).id()))).isEqualTo(new BulkResult(1, true));
        assertThat(view.cloneThread(CloneRequest.builder(thread.id()).build()).messages())
                .hasSize(1);
        assertThat(view.listThreads(ThreadQuery.ALL).count()).isEqualTo(2);
        assertThat(view.deleteThread(thread.id())).isTrue();
        assertThat(memory().getThread(thread.id())).isEmpty();
    }

    /** A foreign thread is not found. If this fails, look at the read by id. */
    @Rule(id = "MEM-61", requires = Feature.MEMORY)
    void foreignThreadIsNotThere() {
        ConversationThread foreign = thread();
        assertThat(memory().forResource(id("resource")).getThread(foreign.id())).isEmpty();
    }

    /** A foreign message is in no result. If this fails, look at includes and neighbours. */
    @Rule(id = "MEM-62", requires = Feature.MEMORY, cases = "G29")
    void foreignMessageIsInNoResult() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread own = thread(resource);
        List<Message> mine = messages(own, 2);
        Message planted = memory().saveMessages(List.of(NewMessage.builder(own.id())
                        .resourceId(id("other"))
                        .id(id("message"))
                        .createdAt(millis(1500))
                        .build()))
                .get(0);
        Message elsewhere = messages(thread(), 1).get(0);
        assertThat(view.getMessage(planted.id())).isEmpty();
        assertThat(view.getMessages(
                        List.of(planted.id(), elsewhere.id(), mine.get(0).id())))
                .containsExactly(mine.get(0));
        assertThat(view.lastMessages(own.id(), 10)).isEqualTo(mine);
        assertThat(view.lastMessages(elsewhere.threadId(), 10)).isEmpty();
        assertThat(view.listMessages(MessageQuery.ofThread(own.id())).toList()).isEqualTo(mine);
        assertThat(view.listMessages(MessageQuery.ofThread(own.id())).count()).isEqualTo(2);
        assertThat(view.listMessages(
                                MessageQuery.ofThread(own.id()),
                                List.of(
                                        MessageInclude.builder(mine.get(0).id())
                                                .before(1)
                                                .after(1)
                                                .build(),
                                        MessageInclude.builder(planted.id())
                                                .before(1)
                                                .after(1)
                                                .build(),
                                        MessageInclude.builder(elsewhere.id())
                                                .before(1)
                                                .after(1)
                                                .build()),
                                PageRequest.first(0))
                        .items())
                .isEqualTo(mine);
    }

    /** A foreign thread cannot be changed. If this fails, look at the scope of update and delete. */
    @Rule(id = "MEM-63", requires = Feature.MEMORY)
    void foreignThreadCannotBeChanged() {
        ConversationThread foreign = thread();
        List<Message> messages = messages(foreign, 2);
        ConversationThread before = memory().getThread(foreign.id()).orElseThrow();
        MemoryStore view = memory().forResource(id("resource"));
        assertThatThrownBy(() -> view.updateThread(foreign.id(), ThreadPatch.ofTitle("x")))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("thread-not-found"));
        assertThat(view.deleteThread(foreign.id())).isFalse();
        assertThat(memory().getThread(foreign.id()).orElseThrow().version()).isEqualTo(before.version());
        assertThat(memory().listMessages(MessageQuery.ofThread(foreign.id())).toList())
                .isEqualTo(messages);
    }

    /** An entity with a foreign id cannot be replaced. If this fails, look at the condition of the upsert. */
    @Rule(id = "MEM-64", requires = Feature.MEMORY)
    void foreignIdCannotBeTakenOver() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread foreign = thread();
        outside(() -> view.createThread(newThread(id("other")).build()));
        outside(() -> view.saveThread(foreign));
        ConversationThread own = thread(resource);
        outside(() -> view.saveMessages(
                List.of(NewMessage.builder(own.id()).resourceId(id("other")).build())));
        ConversationThread taken = newThread(resource).id(foreign.id()).build();
        for (Runnable call : List.<Runnable>of(() -> view.createThread(taken), () -> view.saveThread(taken))) {
            assertThatThrownBy(call::run).isInstanceOfSatisfying(AlreadyExistsException.class, error -> {
                assertThat(error.code()).isEqualTo("thread-exists");
                assertThat(error.stored(ConversationThread.class)).isEmpty();
            });
        }
        assertThat(memory().getThread(foreign.id())).contains(foreign);
    }

    /** Writes of messages cannot affect foreign threads and messages. If this fails, look at the scoped insert. */
    @Rule(id = "MEM-65", requires = Feature.MEMORY)
    void foreignMessagesCannotBeWritten() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread own = thread(resource);
        ConversationThread foreign = thread();
        Message mine = messages(own, 1).get(0);
        Message theirs = messages(foreign, 1).get(0);
        NewMessage good = message(own, at(5)).build();
        NewMessage into = NewMessage.builder(foreign.id())
                .resourceId(resource)
                .id(id("m"))
                .build();
        assertThatThrownBy(() -> view.saveMessages(List.of(good, into))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> view.updateMessages(List.of(
                        MessagePatch.builder(mine.id()).threadId(foreign.id()).build())))
                .isInstanceOf(NotFoundException.class);
        NewMessage over = message(own, at(6)).id(theirs.id()).build();
        assertThatThrownBy(() -> view.saveMessages(List.of(good, over)))
                .isInstanceOfSatisfying(AlreadyExistsException.class, error -> {
                    assertThat(error.code()).isEqualTo("message-exists");
                    assertThat(error.stored(Message.class)).isEmpty();
                });
        assertThat(view.updateMessages(List.of(
                        MessagePatch.builder(theirs.id()).role(Role.TOOL).build())))
                .isEqualTo(new Updated<>(List.of(), List.of(theirs.id())));
        outside(() -> view.updateMessages(
                List.of(MessagePatch.builder(mine.id()).resourceId(id("other")).build())));
        assertThat(view.deleteMessages(List.of(theirs.id()))).isEqualTo(new BulkResult(0, true, List.of(theirs.id())));
        assertThat(memory().getMessage(theirs.id())).contains(theirs);
        assertThat(memory().listMessages(MessageQuery.ofThread(own.id())).toList())
                .containsExactly(mine);
        assertThat(memory().listMessages(MessageQuery.ofThread(foreign.id())).toList())
                .containsExactly(theirs);
    }

    /** The error names the first foreign message of the call. If this fails, look at the order of the rows that the database returns. */
    @Rule(id = "MEM-65", requires = Feature.MEMORY)
    void firstOfSeveralForeignMessagesIsNamed() {
        String resource = id("resource");
        ConversationThread own = thread(resource);
        List<Message> theirs = messages(thread(), 2);
        for (boolean reversed : List.of(false, true)) {
            Message first = theirs.get(reversed ? 1 : 0);
            Message second = theirs.get(reversed ? 0 : 1);
            List<NewMessage> over = Stream.of(first, second)
                    .map(message -> message(own, at(6)).id(message.id()).build())
                    .toList();
            AlreadyExistsException error = thrown(
                    AlreadyExistsException.class,
                    () -> memory().forResource(resource).saveMessages(over));
            assertThat(error.details()).containsEntry("messageId", first.id());
        }
    }

    /** No data leaves the resource. If this fails, look at move and clone. */
    @Rule(id = "MEM-66", requires = Feature.MEMORY)
    void nothingLeavesTheResource() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread own = thread(resource);
        ConversationThread foreign = thread();
        outside(() -> view.moveThread(own.id(), id("other")));
        outside(() -> view.cloneThread(
                CloneRequest.builder(own.id()).resourceId(id("other")).build()));
        assertThatThrownBy(() ->
                        view.cloneThread(CloneRequest.builder(foreign.id()).build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).isEqualTo("clone-source-not-found"));
        assertThatThrownBy(() -> view.moveThread(foreign.id(), resource)).isInstanceOf(StorageException.class);
        assertThat(memory().getThread(foreign.id())).contains(foreign);
        assertThat(memory().getThread(own.id())).contains(own);
    }

    /** Only its own row is visible. If this fails, look at the resource operations of the view. */
    @Rule(id = "MEM-67", requires = Feature.MEMORY)
    void onlyTheOwnResourceIsThere() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        Resource foreign = memory().saveResource(Resource.of(id("other")));
        assertThat(view.getResource(foreign.id())).isEmpty();
        outside(() -> view.saveResource(foreign));
        outside(() -> view.updateResource(foreign.id(), ResourcePatch.EMPTY));
        outside(() -> view.deleteResource(foreign.id()));
        Resource own = view.updateResource(resource, ResourcePatch.ofWorkingMemory("x"));
        assertThat(view.getResource(resource)).contains(own);
        assertThat(view.listResources().toList()).containsExactly(own);
        assertThat(view.listResources(ResourceQuery.builder()
                                .metadata(object("none", 1))
                                .build())
                        .toList())
                .isEmpty();
        assertThat(memory().getResource(foreign.id())).isPresent();
    }

    /** Listings are confined. If this fails, look at how the view changes a query. */
    @Rule(id = "MEM-68", requires = Feature.MEMORY, cases = "L39")
    void listingsAreConfined() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread own = thread(resource);
        ConversationThread foreign = thread();
        messages(foreign, 2);
        List<Message> mine = messages(own, 2);
        assertThat(view.listThreads(ThreadQuery.ALL).toList())
                .extracting(ConversationThread::id)
                .containsExactly(own.id());
        assertThat(view.listThreads(ThreadQuery.ofResource(foreign.resourceId()))
                        .toList())
                .isEmpty();
        assertThat(view.listThreads(ThreadQuery.ofResource(foreign.resourceId()))
                        .count())
                .isZero();
        assertThat(view.listMessages(MessageQuery.ALL).toList()).isEqualTo(mine);
        assertThat(view.listMessages(MessageQuery.ofResource(foreign.resourceId()))
                        .toList())
                .isEmpty();
        assertThat(view.listMessages(MessageQuery.ofThread(foreign.id()))
                        .page(PageRequest.first().withTotal())
                        .total())
                .hasValue(0);
    }

    /** Retention is confined. If this fails, look at the bulk operations of the view. */
    @Rule(id = "MEM-69", requires = Feature.MEMORY)
    void retentionIsConfined() {
        String resource = id("resource");
        MemoryStore view = memory().forResource(resource);
        ConversationThread own = thread(resource);
        ConversationThread foreign = thread();
        List<Message> theirs = messages(foreign, 2);
        messages(own, 3);
        assertThat(view.pruneMessages(at(2), 100)).isEqualTo(new BulkResult(1, true));
        assertThat(view.deleteMessages(MessageQuery.ofThread(foreign.id()))).isEqualTo(new BulkResult(0, true));
        assertThat(view.deleteMessages(MessageQuery.ofThread(own.id()))).isEqualTo(new BulkResult(2, true));
        outside(() -> view.eraseResource(foreign.resourceId(), BulkListener.NONE));
        outside(view::clear);
        assertThat(memory().listMessages(MessageQuery.ofThread(foreign.id())).toList())
                .isEqualTo(theirs);
        assertThat(memory().getThread(own.id())).isPresent();
        assertThat(memory().forResource(resource)
                        .eraseResource(resource, BulkListener.NONE)
                        .done())
                .isTrue();
        assertThat(memory().getThread(own.id())).isEqualTo(Optional.empty());
    }

    /** Positions of a view depend on its resource. If this fails, look at the fingerprint of the listing. */
    @Rule(id = "PAGE-07", requires = Feature.MEMORY)
    void viewTakesNoCursorOfAllResources() {
        Resource own = memory().saveResource(Resource.of(id("resource")));
        memory().saveResource(Resource.of(id("resource")));
        Listing<Resource> ofView = memory().forResource(own.id()).listResources();
        Cursor ofAll = memory().listResources().slice(1).next().orElseThrow();
        invalid("cursor-of-another-query", () -> ofView.slice(1, ofAll));
        invalid("cursor-of-another-query", () -> ofView.until(ofAll));
        assertThat(ofView.until(ofView.end().orElseThrow()).toList()).containsExactly(own);
    }
}
