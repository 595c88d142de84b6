package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in one field or one step of threads, messages and resources. */
final class MemoryFieldMutants {
    private MemoryFieldMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>(threads());
        all.addAll(messages());
        all.addAll(resources());
        return all;
    }

    private static List<Mutant> threads() {
        return List.of(
                Mutant.ofThreads(
                        "finds-no-thread",
                        "MEM-01",
                        Wrong.answers(ThreadBackend.class, "get", answer -> Optional.empty())),
                Mutant.ofThreads(
                        "keeps-titles-that-are-saved-over",
                        "MEM-03",
                        Wrong.instead(ThreadBackend.class, "save", MemoryFieldMutants::keepsTheTitle)),
                threadUpdates(
                        "keeps-archives",
                        "MEM-12",
                        patch -> patch.toBuilder().archivedAt(Change.keep()).build()),
                Mutant.ofThreads(
                        "moves-no-thread",
                        "MEM-15",
                        Wrong.instead(ThreadBackend.class, "move", (real, args) -> new BulkStep(1, true))),
                threadsListed(
                        "lists-threads-of-every-resource",
                        "MEM-20",
                        query -> query.toBuilder().clearResourceId().build()),
                threadsListed(
                        "lists-threads-of-any-metadata",
                        "MEM-21",
                        query -> query.toBuilder().clearMetadata().build()),
                threadsListed(
                        "lists-archived-threads",
                        "MEM-22",
                        query -> query.toBuilder().clearArchived().build()),
                threadsListed(
                        "lists-threads-oldest-first",
                        "MEM-23",
                        query -> query.toBuilder().direction(Direction.ASC).build()),
                threadsListed(
                        "orders-threads-by-creation-only",
                        "MEM-24",
                        query -> query.toBuilder()
                                .order(ThreadQuery.Order.CREATED_AT)
                                .build()),
                Mutant.ofThreads(
                        "counts-threads-without-filter",
                        "MEM-26",
                        Wrong.asked(ThreadBackend.class, "count", ThreadQuery.class, query -> ThreadQuery.ALL)),
                Mutant.ofThreads(
                        "begins-every-slice-anew",
                        "MEM-27",
                        Wrong.asked(
                                ThreadBackend.class,
                                "list",
                                Window.class,
                                window -> new Window(
                                        Optional.empty(),
                                        window.until(),
                                        window.offset(),
                                        window.limit(),
                                        window.complete(),
                                        window.backward()))),
                Mutant.ofThreads(
                        "counts-one-thread-too-many",
                        "MEM-28",
                        Wrong.answers(ThreadBackend.class, "count", answer -> (Long) answer + 1)),
                Mutant.ofThreads(
                        "lists-threads-without-titles",
                        "MEM-29",
                        Wrong.answers(
                                ThreadBackend.class,
                                "list",
                                answer -> ((List<?>) answer)
                                        .stream()
                                                .map(row -> ((ConversationThread) row)
                                                        .toBuilder().title("").build())
                                                .toList())),
                Mutant.ofThreads(
                        "counts-one-row-too-many", "MEM-09", Wrong.answers(ThreadBackend.class, "delete", answer -> {
                            BulkStep step = (BulkStep) answer;
                            return new BulkStep(step.affected() + 1, step.done());
                        })),
                threadRows(
                        "archives-in-seconds",
                        "CORE-02",
                        thread -> thread.archivedAt()
                                .map(at -> thread.toBuilder()
                                        .archivedAt(Instant.ofEpochSecond(at.getEpochSecond()))
                                        .build())
                                .orElse(thread)));
    }

    private static Object keepsTheTitle(ThreadBackend real, Object[] args) {
        ConversationThread given = (ConversationThread) args[1];
        ConversationThread kept = real.get(given.id())
                .map(stored -> given.toBuilder().title(stored.title()).build())
                .orElse(given);
        @SuppressWarnings("unchecked")
        Optional<Version> expected = (Optional<Version>) args[2];
        return real.save((Scope) args[0], kept, expected);
    }

    private static Mutant threadUpdates(String name, String rule, UnaryOperator<ThreadPatch> change) {
        return Mutant.ofThreads(name, rule, Wrong.asked(ThreadBackend.class, "update", ThreadPatch.class, change));
    }

    private static Mutant threadsListed(String name, String rule, UnaryOperator<ThreadQuery> change) {
        return Mutant.ofThreads(name, rule, Wrong.asked(ThreadBackend.class, "list", ThreadQuery.class, change));
    }

    private static Mutant threadRows(String name, String rule, UnaryOperator<ConversationThread> change) {
        return Mutant.ofThreads(name, rule, Wrong.rows(ThreadBackend.class, ConversationThread.class, change));
    }

    private static List<Mutant> messages() {
        return List.of(
                messageRows(
                        "knows-only-its-roles",
                        "MEM-31",
                        message -> message.toBuilder()
                                .role(
                                        List.of(Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.TOOL)
                                                        .contains(message.role())
                                                ? message.role()
                                                : Role.USER)
                                .build()),
                messagePatches(
                        "keeps-types",
                        "MEM-40",
                        patch -> new MessagePatch(
                                patch.id(),
                                patch.threadId(),
                                patch.resourceId(),
                                patch.role(),
                                Optional.empty(),
                                patch.content(),
                                patch.expected())),
                messagePatches(
                        "moves-no-message",
                        "MEM-42",
                        patch -> new MessagePatch(
                                patch.id(),
                                Optional.empty(),
                                patch.resourceId(),
                                patch.role(),
                                patch.type(),
                                patch.content(),
                                patch.expected())),
                messagePatches(
                        "ignores-versions-of-messages",
                        "MEM-43",
                        patch -> patch.toBuilder().clearExpected().build()),
                Mutant.ofMessages(
                        "leaves-threads-of-deleted-messages",
                        "MEM-47",
                        Wrong.asked(MessageBackend.class, "delete", Instant.class, now -> Instant.EPOCH)),
                Mutant.ofMessages(
                        "deletes-beyond-the-range",
                        "MEM-48",
                        Wrong.asked(
                                MessageBackend.class,
                                "delete",
                                MessageQuery.class,
                                query -> query.toBuilder().range(TimeRange.ALL).build())),
                Mutant.ofMessages(
                        "gets-one-message",
                        "MEM-54",
                        Wrong.answers(
                                MessageBackend.class,
                                "get",
                                answer -> ((List<?>) answer).stream().limit(1).toList())),
                includes("includes-nothing", "MEM-55", include -> List.of()),
                includes(
                        "includes-one-neighbour-too-few",
                        "MEM-56",
                        include -> List.of(new MessageInclude(
                                include.id(), include.threadId(), Math.max(0, include.before() - 1), include.after()))),
                includes(
                        "includes-from-any-thread",
                        "MEM-57",
                        include -> List.of(
                                new MessageInclude(include.id(), Optional.empty(), include.before(), include.after()))),
                includes(
                        "includes-without-neighbours",
                        "MEM-59",
                        include -> List.of(new MessageInclude(include.id(), include.threadId(), 0, 0))),
                Mutant.ofMessages(
                        "updates-messages-of-others",
                        "MEM-65",
                        Wrong.asked(MessageBackend.class, "update", Scope.class, scope -> Scope.ALL)),
                Mutant.ofMessages(
                        "gives-the-oldest-messages",
                        "MEM-53",
                        Wrong.asked(
                                MessageBackend.class,
                                "list",
                                MessageQuery.class,
                                query -> query.toBuilder()
                                        .direction(Direction.ASC)
                                        .build())),
                messageRows(
                        "lower-cases-types",
                        "CORE-01",
                        message -> message.toBuilder()
                                .type(message.type().toLowerCase(Locale.ROOT))
                                .build()),
                messageRows(
                        "replaces-lone-surrogates",
                        "CORE-06",
                        message -> message.toBuilder()
                                .content(Json.parse(message.content().text().replace("\\ud800", "?")))
                                .build()),
                Mutant.ofMemory(
                        "clears-no-memory",
                        "MEM-83",
                        Wrong.instead(MemoryBackend.class, "clear", (real, args) -> new BulkStep(0, true))));
    }

    private static Mutant messageRows(String name, String rule, UnaryOperator<Message> change) {
        return Mutant.ofMessages(name, rule, Wrong.rows(MessageBackend.class, Message.class, change));
    }

    private static Mutant messagePatches(String name, String rule, UnaryOperator<MessagePatch> change) {
        return Mutant.ofMessages(
                name,
                rule,
                Wrong.asked(
                        MessageBackend.class,
                        "update",
                        List.class,
                        patches -> ((List<?>) patches)
                                .stream()
                                        .map(patch -> change.apply((MessagePatch) patch))
                                        .toList()));
    }

    private static Mutant includes(String name, String rule, Function<MessageInclude, List<MessageInclude>> change) {
        return Mutant.ofMessages(
                name,
                rule,
                Wrong.asked(
                        MessageBackend.class,
                        "listIncluded",
                        List.class,
                        includes -> ((List<?>) includes)
                                .stream()
                                        .flatMap(include -> change.apply((MessageInclude) include).stream())
                                        .toList()));
    }

    private static List<Mutant> resources() {
        return List.of(
                resourceRows(
                        "takes-empty-memory-for-absent",
                        "MEM-70",
                        resource -> new Resource(
                                resource.id(),
                                resource.workingMemory().filter(text -> !text.isEmpty()),
                                resource.metadata(),
                                resource.createdAt(),
                                resource.updatedAt())),
                Mutant.ofResources(
                        "keeps-the-creation-of-saved-resources",
                        "MEM-71",
                        Wrong.instead(ResourceBackend.class, "save", MemoryFieldMutants::keepsCreation)),
                Mutant.ofResources(
                        "keeps-working-memory-that-is-cleared",
                        "MEM-72",
                        Wrong.asked(
                                ResourceBackend.class,
                                "update",
                                ResourcePatch.class,
                                patch -> patch.toBuilder()
                                        .workingMemory(
                                                patch.workingMemory().value().isEmpty()
                                                        ? Change.keep()
                                                        : patch.workingMemory())
                                        .build())),
                Mutant.ofResources(
                        "creates-resources-at-the-epoch",
                        "MEM-73",
                        Wrong.asked(ResourceBackend.class, "update", Instant.class, now -> Instant.EPOCH)),
                resourceRows(
                        "cuts-times-of-resources",
                        "MEM-74",
                        resource -> resource.toBuilder()
                                .updatedAt(Instant.ofEpochSecond(
                                        resource.updatedAt().getEpochSecond()))
                                .build()),
                Mutant.ofResources(
                        "ignores-versions-of-resources",
                        "MEM-75",
                        Wrong.asked(ResourceBackend.class, "update", Optional.class, expected -> Optional.empty())),
                Mutant.ofResources(
                        "deletes-missing-resources",
                        "MEM-77",
                        Wrong.answers(ResourceBackend.class, "delete", answer -> true)),
                Mutant.ofResources(
                        "lists-resources-backwards",
                        "MEM-78",
                        Wrong.asked(
                                ResourceBackend.class,
                                "list",
                                ResourceQuery.class,
                                query -> query.toBuilder()
                                        .direction(query.direction() == Direction.ASC ? Direction.DESC : Direction.ASC)
                                        .build())),
                resourceRows(
                        "loses-names-with-dots",
                        "CORE-09",
                        resource -> resource.toBuilder()
                                .metadata(
                                        resource.metadata().isObject()
                                                        && resource.metadata()
                                                                .get("a.b")
                                                                .isPresent()
                                                ? resource.metadata().merge(Json.parse("{\"a.b\":null}"))
                                                : resource.metadata())
                                .build()));
    }

    private static Object keepsCreation(ResourceBackend real, Object[] args) {
        Resource given = (Resource) args[0];
        Resource kept = real.get(given.id())
                .map(stored -> given.toBuilder().createdAt(stored.createdAt()).build())
                .orElse(given);
        @SuppressWarnings("unchecked")
        Optional<Version> expected = (Optional<Version>) args[1];
        return real.save(kept, expected);
    }

    private static Mutant resourceRows(String name, String rule, UnaryOperator<Resource> change) {
        return Mutant.ofResources(name, rule, Wrong.rows(ResourceBackend.class, Resource.class, change));
    }
}
