package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.FaultyCall.Stage.CONFLICT;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.EXISTS;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.INVALID;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.OUTSIDE;
import static dev.agentstorage.tck.contract.FaultyCall.Stage.PARENT;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;

/**
 * If a call on threads, messages or resources has several errors, the first one in the order of rule {@code CORE-26} is thrown. All calls are
 * made in the view of a resource, which can have every kind of error.
 */
public abstract class MemoryErrorOrderContract extends CoreContract {
    private static final Version STALE = Version.of("stale");

    private String own = "";
    private String foreign = "";
    private ConversationThread thread = ConversationThread.builder("").build();
    private Message message = Message.builder()
            .id("")
            .threadId("")
            .resourceId("")
            .role(Role.USER)
            .type("")
            .content(Json.EMPTY_OBJECT)
            .createdAt(Instant.EPOCH)
            .build();

    /** Made by the kit. */
    protected MemoryErrorOrderContract() {}

    @BeforeEach
    void store() {
        if (!declared().contains(Feature.MEMORY)) {
            return;
        }
        own = id("own");
        foreign = id("foreign");
        thread = thread(own, base());
        message = memory().saveMessage(NewMessage.user(thread.id(), "hello"));
    }

    private void refuses(FaultyCall call, BiConsumer<MemoryStore, FaultyCall.Arguments> action) {
        verify(call, (storage, arguments) -> action.accept(view(storage), arguments));
    }

    private MemoryStore view(Storage storage) {
        return storage.memory().forResource(own);
    }

    private FaultyCall ownResource(FaultyCall call) {
        return call.id("resourceId", own).fault(OUTSIDE, "resourceId", foreign, "outside-resource");
    }

    private FaultyCall expected(FaultyCall call) {
        return call.required("expected", STALE).fault(CONFLICT, "expected", STALE, "version-conflict");
    }

    private FaultyCall existing(FaultyCall call, String code) {
        return call.fault(PARENT, "id", id("missing"), code);
    }

    /** New and saved threads. If this fails, look at the order in which the store and the backend check a thread. */
    @Rule(id = "CORE-26", requires = Feature.MEMORY)
    void ofSeveralErrorsOfAThreadTheFirstIsThrown() {
        ConversationThread taken = thread(foreign, base());
        refuses(
                ownResource(call("createThread"))
                        .id("id", id("thread"))
                        .fault(EXISTS, "id", thread.id(), "thread-exists")
                        .fault(EXISTS, "id", taken.id(), "thread-exists")
                        .text("title", "title")
                        .json("metadata"),
                (view, given) -> view.createThread(thread(given)));
        refuses(
                expected(ownResource(call("saveThread")))
                        .id("id", thread.id())
                        .fault(EXISTS, "id", taken.id(), "thread-exists")
                        .text("title", "title")
                        .json("metadata"),
                (view, given) -> view.saveThread(thread(given), given.get("expected")));
        refuses(
                existing(expected(call("updateThread")), "thread-not-found")
                        .id("id", thread.id())
                        .text("title", "title")
                        .object("metadata"),
                (view, given) -> view.updateThread(
                        given.get("id"),
                        ThreadPatch.builder()
                                .title(given.get("title"))
                                .metadata(given.<Json>get("metadata"))
                                .build(),
                        given.get("expected")));
    }

    private static ConversationThread thread(FaultyCall.Arguments given) {
        return ConversationThread.builder(given.get("resourceId"))
                .id(given.get("id"))
                .title(given.get("title"))
                .metadata(given.get("metadata"))
                .build();
    }

    /** Threads that are moved, copied, removed, found. If this fails, look at calls of the backend before the arguments are checked. */
    @Rule(id = "CORE-26", requires = Feature.MEMORY)
    void ofSeveralErrorsOfACallOnThreadsTheFirstIsThrown() {
        refuses(
                existing(ownResource(call("moveThread")), "thread-not-found").id("id", thread.id()),
                (view, given) -> view.moveThread(given.get("id"), given.get("resourceId")));
        refuses(
                existing(ownResource(call("cloneThread")), "clone-source-not-found")
                        .id("id", thread.id())
                        .id("newId", id("copy"))
                        .fault(EXISTS, "newId", thread.id(), "thread-exists")
                        .text("title", "title")
                        .object("metadata"),
                (view, given) -> view.cloneThread(CloneRequest.builder(given.get("id"))
                        .newThreadId(given.get("newId"))
                        .resourceId(given.get("resourceId"))
                        .title(given.get("title"))
                        .metadata(given.get("metadata"))
                        .build()));
        refuses(
                call("deleteThread").id("id", id("missing")).required("listener", BulkListener.NONE),
                (view, given) -> view.deleteThread(given.get("id"), given.<BulkListener>get("listener")));
        refuses(
                call("listThreads").id("resourceId", own).filter("metadata"),
                (view, given) -> view.listThreads(ThreadQuery.builder()
                                .resourceId(given.get("resourceId"))
                                .metadata(given.get("metadata"))
                                .build())
                        .page());
    }

    /** Messages that are saved. If this fails, look at the order in which the store and the backend check a message. */
    @Rule(id = "CORE-26", requires = Feature.MEMORY)
    void ofSeveralErrorsOfAMessageTheFirstIsThrown() {
        ConversationThread theirs = thread(foreign, base());
        Message taken = memory().saveMessage(NewMessage.user(theirs.id(), "hello"));
        refuses(saved("saveMessage", taken), (view, given) -> view.saveMessage(message(given)));
        refuses(saved("saveMessages", taken), (view, given) -> view.saveMessages(List.of(message(given))));
        refuses(saved("createMessage", taken), (view, given) -> view.createMessage(message(given)));
        refuses(saved("createMessages", taken), (view, given) -> view.createMessages(List.of(message(given))));
        refuses(saved("importMessages", taken), (view, given) -> view.importMessages(List.of(message(given))));
        refuses(
                call("saveMessages, the second").id("first", id("first")).id("second", id("second")),
                (view, given) -> view.saveMessages(List.of(
                        ofThread(thread.id(), given.get("first")), ofThread(thread.id(), given.get("second")))));
        refuses(
                call("saveMessages, two threads")
                        .with("thread", thread.id())
                        .fault(PARENT, "thread", id("missing"), "thread-not-found")
                        .with("id", id("message"))
                        .fault(EXISTS, "id", taken.id(), "message-exists"),
                (view, given) -> view.saveMessages(
                        List.of(ofThread(thread.id(), given.get("id")), ofThread(given.get("thread"), id("other")))));
    }

    /** Messages at an expected end. If this fails, look at whether ids are read before the end is compared. */
    @Rule(id = "CORE-26", requires = Feature.MEMORY)
    void ofSeveralErrorsOfAnAppendTheFirstIsThrown() {
        Message taken =
                memory().saveMessage(NewMessage.user(thread(foreign, base()).id(), "hello"));
        refuses(
                saved("appendAfter", taken).id("end", message.id()).fault(CONFLICT, "end", id("gone"), "not-at-end"),
                (view, given) -> view.appendAfter(
                        given.get("threadId"),
                        Optional.of(new MessagePosition(message.createdAt(), given.get("end"))),
                        List.of(message(given))));
        refuses(
                call("rewindTo")
                        .id("threadId", thread.id())
                        .id("place", message.id())
                        .required("listener", BulkListener.NONE),
                (view, given) -> view.rewindTo(
                        given.get("threadId"),
                        new MessagePosition(message.createdAt(), given.get("place")),
                        given.<BulkListener>get("listener")));
    }

    private FaultyCall saved(String name, Message taken) {
        return ownResource(call(name))
                .id("id", id("message"))
                .fault(EXISTS, "id", taken.id(), "message-exists")
                .id("threadId", thread.id())
                .fault(PARENT, "threadId", id("missing"), "thread-not-found")
                .name("role", "user")
                .name("type", "v2")
                .json("content");
    }

    private static NewMessage message(FaultyCall.Arguments given) {
        return NewMessage.builder(given.get("threadId"))
                .id(given.get("id"))
                .resourceId(given.get("resourceId"))
                .role(new Role(given.get("role")))
                .type(given.get("type"))
                .content(given.<Json>get("content"))
                .build();
    }

    private static NewMessage ofThread(String threadId, String id) {
        return NewMessage.builder(threadId).id(id).text("hello").build();
    }

    /** Messages that are changed. If this fails, look at whether targets are read before versions are compared. */
    @Rule(id = "CORE-26", requires = Feature.MEMORY)
    void ofSeveralErrorsOfAMessagePatchTheFirstIsThrown() {
        refuses(patched("updateMessages"), (view, given) -> view.updateMessages(List.of(patch(given))));
        refuses(
                existing(patched("updateMessage"), "message-not-found"),
                (view, given) -> view.updateMessage(patch(given)));
        Message second = memory().saveMessage(NewMessage.user(thread.id(), "second"));
        refuses(
                call("updateMessages, two of them")
                        .with("version", message.version())
                        .fault(CONFLICT, "version", STALE, "version-conflict")
                        .with("thread", thread.id())
                        .fault(PARENT, "thread", id("missing"), "thread-not-found"),
                (view, given) -> view.updateMessages(List.of(
                        MessagePatch.builder(message.id())
                                .type("text")
                                .expected(given.get("version"))
                                .build(),
                        MessagePatch.builder(second.id())
                                .threadId(given.get("thread"))
                                .build())));
    }

    private FaultyCall patched(String name) {
        return ownResource(call(name))
                .id("id", message.id())
                .id("threadId", thread.id())
                .fault(PARENT, "threadId", id("missing"), "thread-not-found")
                .name("role", "user")
                .name("type", "v2")
                .object("content")
                .with("version", message.version())
                .fault(CONFLICT, "version", STALE, "version-conflict");
    }

    private static MessagePatch patch(FaultyCall.Arguments given) {
        return MessagePatch.builder(given.get("id"))
                .threadId(given.get("threadId"))
                .resourceId(given.get("resourceId"))
                .role(new Role(given.get("role")))
                .type(given.get("type"))
                .content(given.<Json>get("content"))
                .expected(given.get("version"))
                .build();
    }

    /** Messages that are read and removed. If this fails, look at calls of the backend before the arguments are checked. */
    @Rule(id = "CORE-26", requires = Feature.MEMORY)
    void ofSeveralErrorsOfACallOnMessagesTheFirstIsThrown() {
        refuses(
                call("getMessages").id("first", id("first")).id("second", id("second")),
                (view, given) -> view.getMessages(ids(given)));
        refuses(
                call("deleteMessages").id("first", id("first")).id("second", id("second")),
                (view, given) -> view.deleteMessages(ids(given)));
        refuses(
                call("lastMessages")
                        .id("threadId", thread.id())
                        .with("count", 1)
                        .fault(INVALID, "count", 0, "limit-not-positive"),
                (view, given) -> view.lastMessages(given.get("threadId"), given.<Integer>get("count")));
        refuses(
                call("lastMessages, of several").id("first", id("first")).id("second", id("second")),
                (view, given) -> view.lastMessages(ids(given)));
        refuses(
                call("lastMessageHeads").id("first", id("first")).id("second", id("second")),
                (view, given) -> view.lastMessageHeads(ids(given)));
        refuses(
                call("unreadCounts")
                        .id("threadId", thread.id())
                        .id("messageId", id("message"))
                        .with("atMost", 1)
                        .fault(INVALID, "atMost", 0, "limit-not-positive"),
                (view, given) -> view.unreadCounts(
                        Collections.singletonMap(
                                given.get("threadId"),
                                Optional.of(new MessagePosition(base(), given.get("messageId")))),
                        given.<Integer>get("atMost")));
        refuses(
                call("pendingMessages")
                        .id("index", id("index"))
                        .with("limit", 1)
                        .fault(INVALID, "limit", 0, "limit-not-positive"),
                (view, given) -> view.pendingMessages(given.get("index"), given.<Integer>get("limit")));
        refuses(
                call("markIndexed").id("index", id("index")).id("messageId", id("message")),
                (view, given) ->
                        view.markIndexed(given.get("index"), Collections.singletonMap(given.get("messageId"), STALE)));
        refuses(
                listed("listMessages"),
                (view, given) -> view.listMessages(query(given)).page());
        refuses(
                listed("listMessages, with others").id("include", id("message")),
                (view, given) -> view.listMessages(
                        query(given),
                        List.of(MessageInclude.builder(given.get("include")).build()),
                        PageRequest.first()));
        refuses(
                call("deleteMessages, of a query")
                        .id("resourceId", own)
                        .id("threadId", thread.id())
                        .required("listener", BulkListener.NONE),
                (view, given) -> view.deleteMessages(
                        MessageQuery.builder()
                                .threadId(given.get("threadId"))
                                .resourceId(given.get("resourceId"))
                                .build(),
                        given.get("listener")));
    }

    private FaultyCall listed(String name) {
        return call(name).id("threadId", thread.id()).id("resourceId", own).filter("metadata");
    }

    private static MessageQuery query(FaultyCall.Arguments given) {
        return MessageQuery.builder()
                .threadId(given.get("threadId"))
                .resourceId(given.get("resourceId"))
                .metadata(given.get("metadata"))
                .build();
    }

    private static List<String> ids(FaultyCall.Arguments given) {
        return Arrays.asList(given.get("first"), given.get("second"));
    }

    /** Resources. If this fails, look at the order in which the store and the backend check a resource. */
    @Rule(id = "CORE-26", requires = Feature.MEMORY)
    void ofSeveralErrorsOfAResourceTheFirstIsThrown() {
        refuses(
                ownResource(call("createResource"))
                        .text("workingMemory", "text")
                        .json("metadata"),
                (view, given) -> view.createResource(Resource.builder(given.get("resourceId"))
                        .workingMemory(given.get("workingMemory"))
                        .metadata(given.get("metadata"))
                        .build()));
        refuses(
                resource("saveResource").json("metadata"),
                (view, given) -> view.saveResource(
                        Resource.builder(given.get("resourceId"))
                                .workingMemory(given.get("workingMemory"))
                                .metadata(given.get("metadata"))
                                .build(),
                        given.get("expected")));
        refuses(
                resource("updateResource").object("metadata"),
                (view, given) -> view.updateResource(
                        given.get("resourceId"),
                        ResourcePatch.builder()
                                .workingMemory(given.<String>get("workingMemory"))
                                .metadata(given.<Json>get("metadata"))
                                .build(),
                        given.get("expected")));
        refuses(ownResource(call("deleteResource")), (view, given) -> view.deleteResource(given.get("resourceId")));
        refuses(
                ownResource(call("eraseResource")).required("listener", BulkListener.NONE),
                (view, given) -> view.eraseResource(given.get("resourceId"), given.get("listener")));
        refuses(
                call("listResources").filter("metadata"),
                (view, given) -> view.listResources(ResourceQuery.builder()
                                .metadata(given.get("metadata"))
                                .build())
                        .page());
        refuses(ownResource(call("refreshThreads")), (view, given) -> view.refreshThreads(given.get("resourceId")));
        refuses(call("clear").fault(OUTSIDE, "view", own, "outside-resource"), (view, given) -> view.clear());
    }

    private FaultyCall resource(String name) {
        return expected(ownResource(call(name))).text("workingMemory", "text");
    }
}
