package dev.agentstorage.store;

import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.ResolvedAgent;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AgentStoreTest {
    private static final Instant FINE = Instant.parse("2025-05-05T05:05:05.999999999Z");
    private static final Instant COARSE = Instant.parse("2025-05-05T05:05:05.999999Z");
    private static final Json LOOSE = Json.parse("{ \"b\" : 1 }");
    private static final AgentConfig CONFIG = config("name").build();
    private static final BulkStep MORE = new BulkStep(3, false);

    private final RecordedBackend<AgentBackend> backend = new RecordedBackend<>(AgentBackend.class);
    private final AgentStore store = RecordedStores.factory().agents(backend);

    private static AgentConfig.Builder config(String name) {
        return AgentConfig.builder().name(name).instructions("text").model(Json.EMPTY_OBJECT);
    }

    private static AgentDefinition agent(int number) {
        return AgentDefinition.builder("a" + number)
                .createdAt(NOW.plusSeconds(number))
                .updatedAt(NOW.minusSeconds(number))
                .build();
    }

    private static AgentVersion version(int number) {
        return AgentVersion.builder("a", CONFIG)
                .id("v" + number)
                .number(number)
                .createdAt(NOW.plusSeconds(number))
                .build();
    }

    private static RecordedBackend.Call call(String method, Object... arguments) {
        return new RecordedBackend.Call(method, List.of(arguments));
    }

    @Test
    void anAgentIsCreatedAsADraftWithItsFirstVersion() {
        backend.answer("agents.create", agent(1));

        assertThat(store.create(NewAgent.builder(CONFIG)
                        .id("a")
                        .versionId("v")
                        .authorId("author")
                        .metadata(LOOSE)
                        .build()))
                .isEqualTo(agent(1));

        AgentDefinition sent = backend.call().argument(0, AgentDefinition.class);
        assertThat(sent)
                .isEqualTo(AgentDefinition.builder("a")
                        .status(AgentStatus.DRAFT)
                        .authorId("author")
                        .metadata(LOOSE)
                        .createdAt(NOW)
                        .updatedAt(NOW)
                        .build());
        assertThat(sent.metadata().text()).isEqualTo("{\"b\":1}");
        assertThat(backend.call().argument(1, AgentVersion.class))
                .isEqualTo(AgentVersion.builder("a", CONFIG)
                        .id("v")
                        .number(1)
                        .changedFields(List.of("name", "instructions", "model"))
                        .changeMessage("Initial version")
                        .createdAt(NOW)
                        .build());
    }

    @Test
    void anAgentKeepsTheTimeThatItIsGivenAndGetsIdsWhenItHasNone() {
        backend.answer("agents.create", agent(1)).answer("agents.create", agent(2));

        store.create(
                NewAgent.builder(CONFIG).metadata(Json.NULL).createdAt(FINE).build());
        store.create(NewAgent.builder(CONFIG).build());

        AgentDefinition first = backend.calls().get(0).argument(0, AgentDefinition.class);
        AgentVersion version = backend.calls().get(0).argument(1, AgentVersion.class);
        assertThat(first.metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(List.of(first.createdAt(), first.updatedAt(), version.createdAt()))
                .containsOnly(COARSE);
        assertThat(version.agentId()).isEqualTo(first.id());
        AgentDefinition second = backend.calls().get(1).argument(0, AgentDefinition.class);
        assertThat(List.of(first.id(), version.id(), second.id()))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).isNotBlank());
    }

    @Test
    void aRecordIsSavedWithTheVersionThatIsExpected() {
        AgentDefinition given =
                agent(1).toBuilder().metadata(LOOSE).createdAt(FINE).build();
        AgentDefinition sent = given.toBuilder().createdAt(COARSE).build();
        backend.answer("agents.save", agent(1)).answer("agents.save", agent(1));

        store.save(given);
        store.save(given, given.version());

        assertThat(backend.calls())
                .containsExactly(
                        call("agents.save", sent, Optional.empty()),
                        call("agents.save", sent, Optional.of(given.version())));
        assertThat(backend.arguments("agents.save", 0, AgentDefinition.class))
                .allSatisfy(agent -> assertThat(agent.metadata().text()).isEqualTo("{\"b\":1}"));
    }

    @Test
    void aPatchIsSentWithTheTimeOfTheChange() {
        Version expected = agent(1).version();
        AgentPatch patch = AgentPatch.builder()
                .status(AgentStatus.PUBLISHED)
                .clearAuthorId()
                .metadata(LOOSE)
                .build();
        backend.answer("agents.update", agent(1)).answer("agents.update", agent(1));

        store.update("a", patch);
        store.update("a", AgentPatch.EMPTY, expected);

        assertThat(backend.calls())
                .containsExactly(
                        call("agents.update", "a", patch, Optional.empty(), NOW),
                        call("agents.update", "a", AgentPatch.EMPTY, Optional.of(expected), NOW));
        AgentPatch sent = backend.calls().get(0).argument(1, AgentPatch.class);
        assertThat(sent.metadata().value().orElseThrow().text()).isEqualTo("{\"b\":1}");
    }

    @Test
    void anAgentIsResolvedByItsActiveVersionUnlessAnotherIsChosen() {
        assertThat(store.get("a")).isEmpty();
        assertThat(store.resolve("a")).isEmpty();
        assertThat(store.resolve("a", Resolution.LATEST)).isEmpty();
        assertThat(store.resolveVersion("a", "v")).isEmpty();

        assertThat(backend.calls())
                .containsExactly(
                        call("agents.get", "a"),
                        call("agents.resolve", "a", Resolution.ACTIVE),
                        call("agents.resolve", "a", Resolution.LATEST),
                        call("agents.resolve", "a", "v"));
    }

    @Test
    void anAgentIsDeletedInBoundedStepsUntilNothingIsLeft() {
        backend.answer("agents.delete", MORE).answer("agents.delete", new BulkStep(1, true));
        List<Long> progress = new ArrayList<>();

        assertThat(store.delete("a", progress::add)).isTrue();
        assertThat(progress).containsExactly(3L, 4L);
        assertThat(store.delete("a")).isFalse();

        assertThat(backend.calls()).hasSize(3).containsOnly(call("agents.delete", "a", 3));
    }

    @Test
    void versionsAndEverythingAreDeletedInBoundedSteps() {
        backend.answer("versions.deleteOfAgent", MORE).answer("clear", MORE);

        assertThat(store.deleteVersions("a")).isEqualTo(new BulkResult(3, true));
        assertThat(store.clear()).isEqualTo(new BulkResult(3, true));

        assertThat(backend.calls())
                .containsExactly(
                        call("versions.deleteOfAgent", "a", 3),
                        call("versions.deleteOfAgent", "a", 3),
                        call("clear", 3),
                        call("clear", 3));
    }

    @Test
    void everyOperationAsksBeforeEachStepWhetherItsStorageIsOpen() {
        Map<String, Consumer<AgentStore>> operations = Map.of(
                "agents.delete",
                agents -> agents.delete("a"),
                "versions.deleteOfAgent",
                agents -> agents.deleteVersions("a"),
                "clear",
                AgentStore::clear);

        operations.forEach((step, operation) -> {
            RecordedBackend<AgentBackend> closing = new RecordedBackend<>(AgentBackend.class);
            closing.answerWith(step, arguments -> {
                closing.close();
                return MORE;
            });
            AgentStore agents = RecordedStores.factory().agents(closing);

            assertThat(catchThrowableOfType(NotInitializedException.class, () -> operation.accept(agents))
                            .code())
                    .as(step)
                    .isEqualTo("storage-closed");
            assertThat(closing.calls()).as(step).hasSize(1);
        });
    }

    @Test
    void agentsAreListedByAQueryInItsCanonicalForm() {
        backend.answer("agents.list", List.of(agent(3), agent(2), agent(1))).answer("agents.count", 9L);

        Page<AgentDefinition> page = store.list(AgentQuery.builder()
                        .status(AgentStatus.DRAFT)
                        .authorId("author")
                        .metadata(LOOSE)
                        .build())
                .page(PageRequest.withTotal(1, 2));

        assertThat(page.items()).containsExactly(agent(3), agent(2));
        assertThat(page.total()).hasValue(9);
        AgentQuery sent = backend.calls().get(0).argument(0, AgentQuery.class);
        assertThat(sent.status()).contains(AgentStatus.DRAFT);
        assertThat(sent.authorId()).contains("author");
        assertThat(sent.metadata().orElseThrow().text()).isEqualTo("{\"b\":1}");
        assertThat(backend.calls())
                .containsExactly(call("agents.list", sent, Window.offset(2, 3)), call("agents.count", sent));
    }

    @Test
    void aListingThatIsMadeAsksNothingAndOneThatIsReadAsksForItsOwnPage() {
        Listing<AgentDefinition> agents = store.list();
        Listing<ResolvedAgent> resolved = store.listResolved();
        Listing<AgentVersion> versions = store.listVersions("a");
        assertThat(backend.calls()).isEmpty();

        agents.page();
        resolved.page();
        versions.page();

        assertThat(backend.calls())
                .containsExactly(
                        call("agents.list", AgentQuery.ALL, Window.offset(0, 101)),
                        call("agents.listResolved", AgentQuery.ALL, Resolution.ACTIVE, Window.offset(0, 101)),
                        call("versions.list", VersionQuery.of("a"), Window.offset(0, 21)));
    }

    @Test
    void aCursorIsThePlaceOfTheLastAgentInTheOrderOfTheQuery() {
        for (AgentQuery.Order order : AgentQuery.Order.values()) {
            AgentQuery query = AgentQuery.builder().order(order).build();
            backend.answer("agents.list", List.of(agent(1), agent(2)))
                    .answer(
                            "agents.listResolved",
                            List.of(
                                    new ResolvedAgent(agent(1), Optional.empty()),
                                    new ResolvedAgent(agent(2), Optional.empty())));
            Listing<AgentDefinition> agents = store.list(query);
            Listing<ResolvedAgent> resolved = store.listResolved(query, Resolution.LATEST);
            agents.slice(1, agents.slice(1).next().orElseThrow());
            resolved.slice(1, resolved.slice(1).next().orElseThrow());
        }

        List<Window> windows = List.of(
                Window.after(Optional.empty(), 2),
                Window.after(Optional.of(Position.of(NOW.plusSeconds(1), "a1")), 2),
                Window.after(Optional.empty(), 2),
                Window.after(Optional.of(Position.of(NOW.minusSeconds(1), "a1")), 2));
        assertThat(backend.arguments("agents.list", 1, Window.class)).isEqualTo(windows);
        assertThat(backend.arguments("agents.listResolved", 2, Window.class)).isEqualTo(windows);
    }

    @Test
    void aCursorIsThePlaceOfTheLastVersionInTheOrderOfTheQuery() {
        for (VersionQuery.Order order : VersionQuery.Order.values()) {
            backend.answer("versions.list", List.of(version(2), version(1)));
            Listing<AgentVersion> versions =
                    store.listVersions(VersionQuery.builder("a").order(order).build());
            versions.slice(1, versions.slice(1).next().orElseThrow());
        }

        assertThat(backend.arguments("versions.list", 1, Window.class))
                .containsExactly(
                        Window.after(Optional.empty(), 2),
                        Window.after(Optional.of(new Position(2, List.of("v2"))), 2),
                        Window.after(Optional.empty(), 2),
                        Window.after(Optional.of(Position.of(NOW.plusSeconds(2), "v2")), 2));
    }

    @Test
    void aCursorBelongsToItsListing() {
        backend.answer("agents.list", List.of(agent(2), agent(1)));
        Cursor cursor = store.list().slice(1).next().orElseThrow();

        backend.refuses("cursor-of-another-query", () -> store.listResolved().slice(1, cursor));
        backend.refuses(
                "cursor-of-another-query",
                () -> store.list(AgentQuery.ofAuthor("author")).slice(1, cursor));
        backend.refuses(
                "cursor-of-another-query",
                () -> store.list(AgentQuery.builder().direction(Direction.ASC).build())
                        .slice(1, cursor));
        backend.refuses("cursor-of-another-query", () -> store.listVersions("a").slice(1, cursor));
    }

    @Test
    void aVersionIsSentWithATimeAndWithoutANumberUnlessItHasOne() {
        backend.answer("versions.create", version(1)).answer("versions.create", version(2));
        NewAgentVersion given = NewAgentVersion.builder("a", CONFIG)
                .id("v")
                .changedFields(List.of("name"))
                .changeMessage("why")
                .build();
        NewAgentVersion numbered = given.toBuilder().number(7).createdAt(FINE).build();

        assertThat(store.createVersion(given)).isEqualTo(version(1));
        store.createVersion(numbered);

        assertThat(backend.calls())
                .containsExactly(
                        call("versions.create", given.toBuilder().createdAt(NOW).build()),
                        call(
                                "versions.create",
                                numbered.toBuilder().createdAt(COARSE).build()));
    }

    @Test
    void versionsAreReadAndDeletedByWhatNamesThem() {
        backend.answer("versions.count", 4L).answer("versions.delete", true).answer("versions.count", 5L);

        assertThat(store.getVersion("v")).isEmpty();
        assertThat(store.getVersionByNumber("a", -1)).isEmpty();
        assertThat(store.getLatestVersion("a")).isEmpty();
        assertThat(store.countVersions("a")).isEqualTo(4);
        assertThat(store.deleteVersion("v")).isTrue();
        assertThat(store.listVersions("a").count()).isEqualTo(5);

        assertThat(backend.calls())
                .containsExactly(
                        call("versions.get", "v"),
                        call("versions.get", "a", -1),
                        call("versions.getLatest", "a"),
                        call("versions.count", "a"),
                        call("versions.delete", "v"),
                        call("versions.count", "a"));
    }

    @Test
    void whatIsInvalidReachesNoBackend() {
        backend.refuses("id-blank", () -> store.get(" "));
        backend.refuses("null-argument", () -> store.create(null));
        backend.refuses("null-argument", () -> store.save(agent(1), null));
        backend.refuses("null-argument", () -> store.update("a", null));
        backend.refuses("null-argument", () -> store.delete("a", null));
        backend.refuses("null-argument", () -> store.resolve("a", null));
        backend.refuses("null-argument", () -> store.listVersions((VersionQuery) null));
        backend.refuses("id-blank", () -> store.update("a", AgentPatch.ofActiveVersion("")));
        backend.refuses(
                "text-unstorable",
                () -> store.create(NewAgent.of("a", config("n\0").build())));
        backend.refuses("json-not-object", () -> store.update("a", AgentPatch.ofMetadata(Json.of(1))));
        backend.refuses(
                "instant-out-of-range",
                () -> store.save(agent(1).toBuilder().updatedAt(Instant.MIN).build()));
        for (int number : List.of(0, NewAgentVersion.MAX_NUMBER + 1)) {
            backend.refuses(
                    "version-number-invalid",
                    () -> store.createVersion(
                            NewAgentVersion.builder("a", CONFIG).number(number).build()));
        }
        backend.refuses(
                "metadata-key-invalid",
                () -> store.list(
                        AgentQuery.builder().metadata(Json.of(Map.of("a.b", 1))).build()));
    }

    @Test
    void whatIsTooLargeReachesNoBackend() {
        String longId = "i".repeat(41);
        AgentConfig large = config("x".repeat(1_000)).build();
        backend.refuses("id-too-long", () -> store.get(longId));
        backend.refuses("id-too-long", () -> store.resolveVersion("a", longId));
        backend.refuses("id-too-long", () -> store.listVersions(longId));
        backend.refuses(
                "name-too-long",
                () -> store.list(AgentQuery.builder()
                        .status(new AgentStatus("s".repeat(51)))
                        .build()));
        backend.refuses("value-too-large", () -> store.create(NewAgent.of("a", large)));
        backend.refuses(
                "value-too-large",
                () -> store.update("a", AgentPatch.ofMetadata(Json.of(Map.of("x", "x".repeat(1_000))))));
        TooLargeException version = catchThrowableOfType(
                TooLargeException.class,
                () -> store.createVersion(
                        NewAgentVersion.builder("a", config("x".repeat(600)).build())
                                .changeMessage("x".repeat(600))
                                .build()));
        assertThat(version.field()).isEqualTo("version");
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void ofSeveralErrorsTheFirstOfTheOrderIsThrown() {
        String longId = "i".repeat(41);
        backend.refuses(
                "storage-closed", () -> RecordedStores.closed().agents(backend).create(null));
        backend.refuses("null-argument", () -> store.update(longId, null));
        backend.refuses("null-argument", () -> store.update(longId, AgentPatch.EMPTY, null));
        backend.close();
        backend.refuses("id-too-long", () -> store.get(longId));
        backend.refuses("storage-closed", () -> store.get("a"));
        backend.refuses("storage-closed", () -> store.list().toList());
    }

    @Test
    void anErrorOfTheBackendIsThrownAsItIs() {
        UnavailableException away = new UnavailableException("unavailable", "away", Map.of());
        OutcomeUnknownException lost = new OutcomeUnknownException("outcome-unknown", "lost", Map.of());
        StorageException exists = Refusals.agentExists("a", agent(1));
        StorageException missing = Refusals.agentNotFound("a");
        StorageException taken = Refusals.agentVersionNumberExists(version(1));
        backend.answer("agents.create", exists)
                .answer("agents.save", lost)
                .answer("agents.update", missing)
                .answer("agents.get", away)
                .answer("agents.list", away)
                .answer("agents.delete", MORE)
                .answer("agents.delete", lost)
                .answer("versions.create", taken)
                .answer("versions.deleteOfAgent", lost)
                .answer("clear", lost);

        assertThrown(exists, () -> store.create(NewAgent.of("a", CONFIG)));
        assertThrown(lost, () -> store.save(agent(1)));
        assertThrown(missing, () -> store.update("a", AgentPatch.EMPTY));
        assertThrown(away, () -> store.get("a"));
        assertThrown(away, () -> store.list().toList());
        assertThrown(lost, () -> store.delete("a"));
        assertThrown(taken, () -> store.createVersion(NewAgentVersion.of("a", CONFIG)));
        assertThrown(lost, () -> store.deleteVersions("a"));
        assertThrown(lost, store::clear);
        assertThat(backend.calls()).hasSize(10);
    }

    private static void assertThrown(Throwable error, ThrowingCallable call) {
        assertThat(catchThrowable(call)).isSameAs(error);
    }
}
