package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.tck.contract.Fields.Field;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules for storages with any domains: data outlives a storage, interrupts are not lost, resources move between storages. */
public abstract class EveryDomainContract extends CoreContract {
    /** The field with the owner of an entity. */
    private static final Map<String, String> OWNERS = Map.of(
            Entity.THREAD.name(), "resourceId",
            Entity.MESSAGE.name(), "resourceId",
            Entity.RESOURCE.name(), "id",
            Entity.RUN.name(), "resourceId",
            Entity.SPAN.name(), "correlation.resourceId",
            Entity.SCORE.name(), "evaluation.origin.resourceId",
            Entity.AGENT.name(), "authorId");

    /** Made by the kit. */
    protected EveryDomainContract() {}

    /** Creates an entity that belongs to the owner; a message is in the owner's thread with this id, and a resource is the owner itself. */
    private static <T extends Record> T owned(Entity<T> kind, String owner, String threadId, String id) {
        T entity = kind.bare().apply(id);
        for (Field field : Fields.of(entity)) {
            if (field.path().equals(OWNERS.get(kind.name()))) {
                entity = Fields.with(entity, field, owner);
            } else if (kind.is(Entity.MESSAGE) && field.path().equals("threadId")) {
                entity = Fields.with(entity, field, threadId);
            }
        }
        return entity;
    }

    private List<Entity<?>> ownedKinds() {
        return Entity.of(storage().features()).stream()
                .filter(kind -> OWNERS.containsKey(kind.name()))
                .toList();
    }

    /** Stores, replaces and removes entities of the owner, of every kind. */
    private void fill(Storage target, String owner) {
        for (Entity<?> kind : ownedKinds()) {
            fill(target, kind, owner);
        }
    }

    private <T extends Record> void fill(Storage target, Entity<T> kind, String owner) {
        String threadId = owner + "/thread";
        kind.store(target, owned(kind, owner, threadId, owner + "/" + kind.name() + " kept"));
        T replaced = owned(kind, owner, threadId, owner + "/" + kind.name() + " replaced");
        kind.store(target, replaced);
        for (Field field : Fields.of(replaced)) {
            if (field.type() == Json.class) {
                replaced = Fields.with(replaced, field, Json.of(Map.of("replaced", field.path())));
            }
        }
        kind.store(target, replaced);
        if (!kind.is(Entity.RESOURCE)) {
            T removed = owned(kind, owner + "/removed", threadId, owner + "/removed/" + kind.name() + " removed");
            kind.store(target, removed);
            kind.discard(target, removed);
        }
    }

    /** Changes the entities that {@link #fill} stored. */
    private static void change(Storage target, String owner) {
        Json patch = Json.of(Map.of("patched", true));
        target.find(Domain.MEMORY).ifPresent(memory -> {
            memory.updateThread(
                    owner + "/thread kept",
                    ThreadPatch.builder().title("patched").metadata(patch).build());
            memory.updateResource(owner, ResourcePatch.ofWorkingMemory("patched"));
            Message message = memory.updateMessage(MessagePatch.builder(owner + "/message kept")
                    .role(Role.ASSISTANT)
                    .build());
            memory.markIndexed(owner + "/index", Map.of(message.id(), message.version()));
        });
        target.find(Domain.WORKFLOWS).ifPresent(workflows -> {
            workflows.updateState(
                    owner + "/run kept",
                    owner + "/run kept",
                    WorkflowStatePatch.builder().status(WorkflowStatus.SUCCESS).build());
            workflows.updateStepResult(StepResultUpdate.builder(owner + "/run kept", owner + "/run kept")
                    .stepId("step")
                    .result(patch)
                    .build());
            workflows.updateLabels(owner + "/run kept", owner + "/run kept", patch);
        });
        target.find(Domain.OBSERVABILITY)
                .ifPresent(spans -> spans.updateSpan(SpanPatch.builder(owner + "/span kept", owner + "/span kept")
                        .name("patched")
                        .build()));
        target.find(Domain.AGENTS).ifPresent(agents -> {
            agents.update(owner + "/agent kept", AgentPatch.ofMetadata(patch));
            AgentConfig config = AgentConfig.builder()
                    .name("name")
                    .instructions("instructions")
                    .model(patch)
                    .build();
            agents.createVersion(
                    NewAgentVersion.builder(owner + "/agent kept", config).build());
        });
    }

    /** Returns all entities of the owner, both listed and read by id, and checks that the removed ones are missing. */
    private List<String> seen(Storage target, String owner) throws IOException {
        List<String> seen = new ArrayList<>(exported(target, owner).lines().toList());
        assertThat(exported(target, owner + "/removed").lines())
                .as("what was removed")
                .hasSize(2);
        target.find(Domain.AGENTS)
                .ifPresent(agents -> agents.list(AgentQuery.ofAuthor(owner)).stream()
                        .forEach(agent -> {
                            seen.add(agent.toString());
                            agents.listVersions(agent.id()).stream()
                                    .map(Record::toString)
                                    .forEach(seen::add);
                        }));
        target.find(Domain.MEMORY)
                .ifPresent(memory -> memory.forResource(owner).pendingMessages(owner + "/index", 10).stream()
                        .map(message -> "pending: " + message.id())
                        .forEach(seen::add));
        for (Entity<?> kind : ownedKinds()) {
            for (String id : List.of("kept", "replaced")) {
                found(target, kind, owner, id).ifPresent(entity -> seen.add(entity.toString()));
            }
            if (!kind.is(Entity.RESOURCE)) {
                assertThat(found(target, kind, owner + "/removed", "removed").isEmpty())
                        .as("%s, removed", kind.name())
                        .isTrue();
            }
        }
        return seen;
    }

    /** Reads an entity that {@link #fill} stored, by its id. */
    private static <T extends Record> Optional<T> found(Storage target, Entity<T> kind, String owner, String id) {
        return kind.find(target, owned(kind, owner, owner, owner + "/" + kind.name() + " " + id));
    }

    private static String exported(Storage target, String owner) throws IOException {
        StringWriter out = new StringWriter();
        StorageTransfer.exportResource(target, owner, out);
        return out.toString();
    }

    /** All data exists after another init. If this fails, look for a table that {@code init} recreates. */
    @Rule(id = "CORE-11")
    void initChangesNothingThatIsStored() throws IOException {
        String owner = id("owner");
        try (Storage another = openAnother()) {
            fill(another, owner);
            change(another, owner);
            List<String> before = seen(another, owner);
            another.init();
            assertThat(seen(another, owner)).isEqualTo(before);
        }
    }

    /** All data exists after another storage was initialised over it. If this fails, look for a table that {@code init} recreates. */
    @Rule(id = "CORE-11", requires = Feature.PERSISTENCE)
    void initOfAnotherStorageChangesNothingThatIsStored() throws IOException {
        String owner = id("owner");
        fill(storage(), owner);
        change(storage(), owner);
        List<String> before = seen(storage(), owner);
        try (Storage another = openAnother()) {
            another.init();
            assertThat(seen(another, owner)).isEqualTo(before);
        }
        assertThat(seen(storage(), owner)).isEqualTo(before);
    }

    /** All data exists, and removed data is missing, after the storage was reopened. If this fails, look for a write that is not committed. */
    @Rule(id = "CORE-19", requires = Feature.PERSISTENCE)
    void everyDomainOutlivesTheStorage() throws IOException {
        String owner = id("owner");
        List<String> before;
        try (Storage another = openAnother()) {
            fill(another, owner);
            change(another, owner);
            before = seen(another, owner);
            assertThat(seen(storage(), owner))
                    .as("in another storage, meanwhile")
                    .isEqualTo(before);
        }
        try (Storage again = openAnother()) {
            assertThat(seen(again, owner)).isEqualTo(before);
            again.init();
            assertThat(seen(again, owner)).isEqualTo(before);
            again.eraseResource(owner);
            again.find(Domain.AGENTS)
                    .ifPresent(agents -> agents.list(AgentQuery.ofAuthor(owner))
                            .toList()
                            .forEach(agent -> agents.delete(agent.id())));
        }
        try (Storage last = openAnother()) {
            assertThat(seen(last, owner)).as("what was erased").hasSize(2);
        }
    }

    /** Changes by one storage are visible to the next read of another one. If this fails, look for a cache that only its own writes update. */
    @Rule(id = "CORE-19", requires = Feature.PERSISTENCE)
    void changesOfOneStorageAreSeenByTheOther() throws IOException {
        String owner = id("owner");
        try (Storage another = openAnother()) {
            fill(another, owner);
            assertThat(seen(storage(), owner)).isEqualTo(seen(another, owner));
            change(storage(), owner);
            assertThat(seen(another, owner)).isEqualTo(seen(storage(), owner));
            change(another, owner);
            fill(storage(), owner);
            assertThat(seen(another, owner)).isEqualTo(seen(storage(), owner));
            another.eraseResource(owner);
            assertThat(exported(storage(), owner).lines()).hasSize(2);
            assertThat(seen(storage(), owner)).isEqualTo(seen(another, owner));
        }
    }

    /** Data that does not persist is not shared. If this fails, declare the feature PERSISTENCE. */
    @Rule(id = "CORE-19", absent = Feature.PERSISTENCE)
    void withoutPersistenceNoDomainIsShared() {
        try (Storage another = openAnother()) {
            for (Entity<?> kind : Entity.of(storage().features())) {
                assertNotShared(another, kind);
            }
        }
    }

    private <T extends Record> void assertNotShared(Storage another, Entity<T> kind) {
        T saved = kind.store(storage(), kind.bare().apply(id(kind.name())));
        assertThat(kind.find(another, saved)).as(kind.name()).isEmpty();
    }

    /** An interrupted thread stays interrupted, in every kind of call. If this fails, look for a catch block that loses the interrupt. */
    @Rule(id = "CORE-20")
    void interruptsAreKeptInEveryDomain() {
        for (Entity<?> kind : Entity.of(storage().features())) {
            interrupt(kind);
        }
    }

    private <T extends Record> void interrupt(Entity<T> kind) {
        T entity = kind.bare().apply(id(kind.name()));
        T removed = kind.store(storage(), kind.bare().apply(id(kind.name())));
        Optional<StorageException> saving = interrupted(() -> kind.store(storage(), entity));
        if (saving.filter(OutcomeUnknownException.class::isInstance).isEmpty()) {
            assertThat(kind.find(storage(), entity).isPresent())
                    .as("%s, saved", kind.name())
                    .isEqualTo(saving.isEmpty());
        }
        interrupted(() -> kind.find(storage(), removed));
        interrupted(() -> kind.listed(storage(), removed));
        Optional<StorageException> removing = interrupted(() -> kind.discard(storage(), removed));
        if (removing.filter(OutcomeUnknownException.class::isInstance).isEmpty()) {
            assertThat(kind.find(storage(), removed).isEmpty())
                    .as("%s, removed", kind.name())
                    .isEqualTo(removing.isEmpty());
        }
    }

    /** Makes a call with the thread interrupted, and clears the interrupt flag afterwards. */
    private static Optional<StorageException> interrupted(Runnable call) {
        Optional<StorageException> error = Optional.empty();
        Thread.currentThread().interrupt();
        try {
            call.run();
        } catch (UnavailableException | OutcomeUnknownException e) {
            error = Optional.of(e);
        } finally {
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        }
        error.ifPresent(e -> assertThat(e.code()).isEqualTo("interrupted"));
        return error;
    }

    /** An export of a resource contains all its data, and no data of other resources. If this fails, look at the filters of the listings. */
    @Rule(id = "XFER-09")
    void everyDomainOfAResourceIsRestored() throws IOException {
        String owner = id("owner");
        String other = owner + "x";
        fill(storage(), owner);
        fill(storage(), other);
        change(storage(), owner);
        String text = exported(storage(), owner);
        String ofOther = exported(storage(), other);
        storage().eraseResource(owner);
        assertThat(exported(storage(), owner).lines()).hasSize(2);
        assertThat(exported(storage(), other)).isEqualTo(ofOther);
        StorageTransfer.importResource(storage(), owner, new StringReader(text));
        StorageTransfer.importResource(storage(), owner, new StringReader(text));
        assertThat(exported(storage(), owner)).isEqualTo(text);
        assertThat(exported(storage(), other)).isEqualTo(ofOther);
    }

    /** An import does not take over ids of other resources. If this fails, look at what the import checks before it writes. */
    @Rule(id = "XFER-10")
    void noKindOfAnotherResourceIsTakenOver() throws IOException {
        for (Entity<?> kind : ownedKinds()) {
            if (!kind.is(Entity.RESOURCE) && !kind.is(Entity.AGENT)) {
                takeOver(kind);
            }
        }
    }

    private <T extends Record> void takeOver(Entity<T> kind) throws IOException {
        String owner = id("owner");
        String mine = id("mine");
        T foreign = kind.store(storage(), owned(kind, id("owner"), id("thread"), id("foreign")));
        kind.store(storage(), owned(kind, owner, id("thread"), mine));
        String foreignId = Fields.of(foreign).stream()
                .filter(field -> kind.ids().contains(field.path()))
                .map(field -> String.valueOf(Fields.value(foreign, field)))
                .findFirst()
                .orElseThrow();
        String text = exported(storage(), owner).replace(mine, foreignId);
        InvalidRequestException error = catchThrowableOfType(
                InvalidRequestException.class,
                () -> StorageTransfer.importResource(storage(), owner, new StringReader(text)));
        assertThat(error.code()).as(kind.name()).isEqualTo("transfer-refused");
        assertThat(error).hasCauseInstanceOf(AlreadyExistsException.class);
        assertThat(kind.find(storage(), foreign)).contains(foreign);
    }
}
