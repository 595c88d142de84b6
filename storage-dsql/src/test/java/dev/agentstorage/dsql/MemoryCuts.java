package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Threads, messages and resources under cuts. The model is three maps. */
final class MemoryCuts implements CutWorld {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final String CLONED = "cloned";

    private final String prefix;
    private final Random random;
    private final Map<String, ConversationThread> threads = new TreeMap<>();
    private final Map<String, Message> messages = new TreeMap<>();
    private final Map<String, Resource> resources = new TreeMap<>();
    /** Copies: when they were made is a part of their metadata that the model does not know, and so of their version. */
    private final Set<String> copies = new TreeSet<>();

    private int numbers;
    private int times;

    MemoryCuts(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    @Override
    public List<Supplier<Optional<Change>>> changes() {
        return List.of(
                this::createThread,
                this::saveThread,
                this::saveThreadOfVersion,
                this::updateThread,
                this::updateThreadOfVersion,
                this::moveThread,
                this::cloneThread,
                this::deleteThread,
                this::saveMessages,
                this::importMessages,
                this::updateMessages,
                this::moveMessage,
                this::deleteMessages,
                this::deleteMessagesOfThread,
                this::saveResource,
                this::updateResource,
                this::updateResourceOfVersion,
                this::deleteResource,
                this::eraseResource);
    }

    private Optional<Change> createThread() {
        ConversationThread thread = newThread(id("t", 1000));
        if (threads.containsKey(thread.id())) {
            return Optional.empty();
        }
        return Optional.of(Change.once(
                "createThread",
                storage -> storage.memory().createThread(thread),
                () -> threads.put(thread.id(), thread),
                storage -> storage.memory().getThread(thread.id()).isPresent()));
    }

    private Optional<Change> saveThread() {
        ConversationThread thread = newThread(id("t", 4));
        return Optional.of(Change.repeatable(
                "saveThread", storage -> storage.memory().saveThread(thread), () -> threads.put(thread.id(), thread)));
    }

    private Optional<Change> saveThreadOfVersion() {
        return pick(threads).filter(thread -> !copies.contains(thread.id())).map(stored -> {
            ConversationThread thread = newThread(stored.id());
            return Change.once(
                    "saveThread of a version",
                    storage -> storage.memory().saveThread(thread, stored.version()),
                    () -> threads.put(thread.id(), thread),
                    storage -> titleOf(storage, thread.id()).equals(thread.title()));
        });
    }

    private Optional<Change> updateThread() {
        return pick(threads).map(stored -> {
            ThreadPatch patch =
                    ThreadPatch.builder().title(word()).metadata(object()).build();
            patch = random.nextBoolean()
                    ? patch.toBuilder().archivedAt(BASE).build()
                    : patch.toBuilder().clearArchivedAt().build();
            ThreadPatch applied = patch;
            return Change.repeatable(
                    "updateThread",
                    storage -> storage.memory().updateThread(stored.id(), applied),
                    () -> threads.put(stored.id(), applied.apply(stored, BASE)));
        });
    }

    private Optional<Change> updateThreadOfVersion() {
        return pick(threads).filter(thread -> !copies.contains(thread.id())).map(stored -> {
            ThreadPatch patch = ThreadPatch.ofTitle(word());
            return Change.once(
                    "updateThread of a version",
                    storage -> storage.memory().updateThread(stored.id(), patch, stored.version()),
                    () -> threads.put(stored.id(), patch.apply(stored, BASE)),
                    storage ->
                            titleOf(storage, stored.id()).equals(patch.title().orElseThrow()));
        });
    }

    private Optional<Change> moveThread() {
        return pick(threads).map(stored -> {
            String owner = id("r", 3);
            return Change.bulk("moveThread", storage -> storage.memory().moveThread(stored.id(), owner), () -> {
                if (!stored.resourceId().equals(owner)) {
                    threads.put(
                            stored.id(), stored.toBuilder().resourceId(owner).build());
                    inThread(stored.id()).forEach(message -> put(message, message.threadId(), owner));
                }
            });
        });
    }

    private Optional<Change> cloneThread() {
        return pick(threads).filter(thread -> inThread(thread.id()).size() < 9).map(stored -> {
            String copy = id("t", 1_000_000);
            String title = word();
            CloneRequest request = CloneRequest.builder(stored.id())
                    .newThreadId(copy)
                    .title(title)
                    .build();
            return Change.once(
                    "cloneThread",
                    storage -> storage.memory().cloneThread(request),
                    () -> {
                        copies.add(copy);
                        threads.put(
                                copy,
                                ConversationThread.builder(stored.resourceId())
                                        .id(copy)
                                        .title(title)
                                        .build());
                        for (Message message : inThread(stored.id())) {
                            String id = CLONED + prefix + numbers++;
                            messages.put(
                                    id,
                                    message.toBuilder()
                                            .id(id)
                                            .threadId(copy)
                                            .resourceId(stored.resourceId())
                                            .build());
                        }
                    },
                    storage -> storage.memory().getThread(copy).isPresent());
        });
    }

    private Optional<Change> deleteThread() {
        return pick(threads)
                .map(stored ->
                        Change.bulk("deleteThread", storage -> storage.memory().deleteThread(stored.id()), () -> {
                            threads.remove(stored.id());
                            messages.values()
                                    .removeIf(message -> message.threadId().equals(stored.id()));
                        }));
    }

    private Optional<Change> saveMessages() {
        return batch("saveMessages", 5);
    }

    private Optional<Change> importMessages() {
        return batch("importMessages", 25);
    }

    private Optional<Change> batch(String name, int most) {
        return pick(threads).map(thread -> {
            Map<String, Message> batch = new LinkedHashMap<>();
            int count = 1 + random.nextInt(most);
            for (int i = 0; i < count; i++) {
                String id = id("m", 30);
                Message stored = messages.get(id);
                Instant created = stored == null ? ownTime() : stored.createdAt();
                batch.put(
                        id,
                        Message.builder()
                                .id(id)
                                .threadId(thread.id())
                                .resourceId(thread.resourceId())
                                .role(Role.USER)
                                .type("v2")
                                .content(Json.of(Map.of("t", word())))
                                .createdAt(created)
                                .build());
            }
            List<NewMessage> given = batch.values().stream().map(Message::toNew).toList();
            Runnable model = () -> messages.putAll(batch);
            return name.equals("saveMessages")
                    ? Change.repeatable(name, storage -> storage.memory().saveMessages(given), model)
                    : Change.bulk(name, storage -> storage.memory().importMessages(given), model);
        });
    }

    private Optional<Change> updateMessages() {
        Map<String, MessagePatch> patches = new LinkedHashMap<>();
        some(known(), 4)
                .forEach(id -> patches.put(
                        id,
                        MessagePatch.builder(id)
                                .role(new Role(word()))
                                .content(object())
                                .build()));
        if (patches.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Change.repeatable(
                "updateMessages",
                storage -> storage.memory().updateMessages(List.copyOf(patches.values())),
                () -> patches.forEach((id, patch) -> messages.computeIfPresent(id, (key, old) -> patch.apply(old)))));
    }

    private Optional<Change> moveMessage() {
        Optional<String> id = some(known(), 1).stream().findFirst();
        Optional<ConversationThread> target = pick(threads);
        if (id.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        MessagePatch patch =
                MessagePatch.builder(id.get()).threadId(target.get().id()).build();
        return Optional.of(Change.repeatable(
                "updateMessages to another thread",
                storage -> storage.memory().updateMessages(List.of(patch)),
                () -> messages.computeIfPresent(id.get(), (key, old) -> patch.apply(old))));
    }

    private Optional<Change> deleteMessages() {
        Set<String> ids = some(known(), 4);
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Change.repeatable(
                "deleteMessages",
                storage -> storage.memory().deleteMessages(ids),
                () -> messages.keySet().removeAll(ids)));
    }

    private Optional<Change> deleteMessagesOfThread() {
        return pick(threads)
                .map(thread -> Change.bulk(
                        "deleteMessages of a thread",
                        storage -> storage.memory().deleteMessages(MessageQuery.ofThread(thread.id())),
                        () -> messages.values()
                                .removeIf(message -> message.threadId().equals(thread.id()))));
    }

    private Optional<Change> saveResource() {
        Resource resource = Resource.builder(id("r", 3))
                .workingMemory(word())
                .metadata(object())
                .createdAt(BASE)
                .updatedAt(BASE)
                .build();
        return Optional.of(Change.repeatable(
                "saveResource",
                storage -> storage.memory().saveResource(resource),
                () -> resources.put(resource.id(), resource)));
    }

    private Optional<Change> updateResource() {
        String id = id("r", 3);
        ResourcePatch patch =
                ResourcePatch.builder().metadata(object()).workingMemory(word()).build();
        return Optional.of(Change.repeatable(
                "updateResource",
                storage -> storage.memory().updateResource(id, patch),
                () -> resources.compute(
                        id, (key, old) -> old == null ? patch.create(id, BASE) : patch.apply(old, BASE))));
    }

    private Optional<Change> updateResourceOfVersion() {
        return pick(resources).map(stored -> {
            ResourcePatch patch = ResourcePatch.ofWorkingMemory(word());
            return Change.once(
                    "updateResource of a version",
                    storage -> storage.memory().updateResource(stored.id(), patch, stored.version()),
                    () -> resources.put(stored.id(), patch.apply(stored, BASE)),
                    storage -> storage.memory()
                            .getResource(stored.id())
                            .flatMap(Resource::workingMemory)
                            .equals(patch.apply(stored, BASE).workingMemory()));
        });
    }

    private Optional<Change> deleteResource() {
        return pick(resources)
                .map(stored -> Change.repeatable(
                        "deleteResource",
                        storage -> storage.memory().deleteResource(stored.id()),
                        () -> resources.remove(stored.id())));
    }

    private Optional<Change> eraseResource() {
        String id = id("r", 3);
        return Optional.of(Change.bulk(
                "eraseResource", storage -> storage.memory().eraseResource(id, BulkListener.NONE), () -> {
                    Set<String> owned = new TreeSet<>();
                    threads.values().stream()
                            .filter(thread -> thread.resourceId().equals(id))
                            .forEach(thread -> owned.add(thread.id()));
                    messages.values()
                            .removeIf(message -> message.resourceId().equals(id) || owned.contains(message.threadId()));
                    threads.keySet().removeAll(owned);
                    resources.remove(id);
                }));
    }

    @Override
    public List<String> expected() {
        return lines(threads.values().stream(), messages.values().stream(), resources.values().stream());
    }

    @Override
    public List<String> stored(Storage storage) {
        MemoryStore memory = storage.memory();
        List<ConversationThread> found = new ArrayList<>();
        List<Resource> owners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String owner = prefix + "r" + i;
            found.addAll(memory.listThreads(ThreadQuery.ofResource(owner)).toList());
            memory.getResource(owner).ifPresent(owners::add);
        }
        List<String> ids = found.stream().map(ConversationThread::id).toList();
        List<Message> inThem = ids.isEmpty()
                ? List.of()
                : memory.listMessages(MessageQuery.ofThreads(ids)).toList();
        return lines(found.stream(), inThem.stream(), owners.stream());
    }

    private List<String> lines(
            Stream<ConversationThread> allThreads, Stream<Message> allMessages, Stream<Resource> allResources) {
        Stream<String> threadLines = allThreads.map(thread -> "thread " + thread.id() + " of " + thread.resourceId()
                + " " + thread.title() + " " + withoutOrigin(thread.metadata()) + " " + thread.archivedAt());
        Stream<String> messageLines = allMessages.map(message -> "message "
                + (message.id().startsWith(prefix) ? message.id() : CLONED) + " in " + message.threadId() + " of "
                + message.resourceId() + " " + message.role() + " " + message.content() + " " + message.createdAt());
        Stream<String> resourceLines = allResources.map(
                resource -> "resource " + resource.id() + " " + resource.workingMemory() + " " + resource.metadata());
        return Stream.of(threadLines, messageLines, resourceLines)
                .flatMap(each -> each)
                .sorted()
                .toList();
    }

    /** A copy names the moment when it was made. */
    private static Json withoutOrigin(Json metadata) {
        Map<String, Object> rest = new TreeMap<>(metadata.members());
        rest.remove("clone");
        return Json.of(rest);
    }

    private ConversationThread newThread(String id) {
        return ConversationThread.builder(id("r", 3))
                .id(id)
                .title(word())
                .metadata(object())
                .createdAt(BASE)
                .updatedAt(BASE)
                .build();
    }

    private static String titleOf(Storage storage, String id) {
        return storage.memory().getThread(id).map(ConversationThread::title).orElse("");
    }

    private List<Message> inThread(String id) {
        return messages.values().stream()
                .filter(message -> message.threadId().equals(id))
                .toList();
    }

    private void put(Message message, String threadId, String resourceId) {
        messages.put(
                message.id(),
                message.toBuilder().threadId(threadId).resourceId(resourceId).build());
    }

    private List<String> known() {
        return messages.keySet().stream().filter(id -> id.startsWith(prefix)).toList();
    }

    private Set<String> some(List<String> ids, int most) {
        Set<String> chosen = new TreeSet<>();
        for (int i = 0; i < most && !ids.isEmpty(); i++) {
            chosen.add(ids.get(random.nextInt(ids.size())));
        }
        return chosen;
    }

    private <T> Optional<T> pick(Map<String, T> from) {
        return from.isEmpty()
                ? Optional.empty()
                : from.values().stream().skip(random.nextInt(from.size())).findFirst();
    }

    private String id(String kind, int range) {
        return prefix + kind + random.nextInt(range);
    }

    /** No two messages have the same time: the model does not set them apart. */
    private Instant ownTime() {
        return BASE.plusSeconds(random.nextInt(1000)).plus(times++, ChronoUnit.MICROS);
    }

    private String word() {
        return "w" + random.nextInt(1_000_000);
    }

    private Json object() {
        return Json.of(Map.of("k" + random.nextInt(5), word()));
    }
}
