package dev.agentstorage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void aStorageIsOpenedOnADatabaseOfTheCaller() {
        try (DsqlLocal local =
                        DsqlLocal.builder().tls(false).tokens(TokenMode.OFF).start();
                Storage storage = OwnDatabase.open(local.jdbcUrl())) {
            assertThat(storage.memory().getThread("none")).isEmpty();
        }
    }

    @Test
    void theTableOfFeaturesIsTheOneOfTheProviders() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        StorageProvider inMemory = Storages.require("inmemory");
        StorageProvider dsql = Storages.require("dsql");
        for (Feature feature : Feature.values()) {
            assertThat(readme)
                    .containsPattern("\\| `%s`: [^|]+ \\| %s \\| %s \\|"
                            .formatted(
                                    feature,
                                    inMemory.features().contains(feature) ? "yes" : "no",
                                    dsql.features().contains(feature) ? "yes" : "no"));
        }
    }

    @Test
    void anApplicationOnGuiceHasTwoStorages() {
        try (DsqlLocal local =
                DsqlLocal.builder().tls(false).tokens(TokenMode.OFF).start()) {
            StorageConfig config =
                    StorageConfig.builder("dsql").option("url", local.jdbcUrl()).build();
            assertThat(Injected.run(config, StorageConfig.of("inmemory"))).containsExactly(0, 1);
        }
    }

    @Test
    void toolCallsAndResultsAreReturnedUnchanged() {
        try (Storage storage = Storages.open("inmemory")) {
            MemoryStore memory = storage.memory();
            ConversationThread thread =
                    memory.createThread(ConversationThread.builder("user-1").build());
            assertThat(ToolCalls.remember(memory, thread))
                    .containsExactly(
                            "findOrder {\"order\":17}",
                            "findOrder {\"order\":18}",
                            "call-1: \"on its way\"",
                            "call-2 failed: \"no such order\"");
        }
    }

    @Test
    void ofTwoWorkersOneResumesTheRun() throws Exception {
        try (DsqlLocal local = DsqlLocal.start();
                Storage one = LocalEndpoint.open(local);
                Storage two = LocalEndpoint.open(local)) {
            ExecutorService workers = Executors.newFixedThreadPool(2);
            try {
                for (int round = 0; round < 20; round++) {
                    String runId = "run-" + round;
                    ResumedRun.suspend(one.workflows(), runId);
                    List<Callable<Boolean>> race = List.of(
                            () -> ResumedRun.resume(one.workflows(), runId, "one"),
                            () -> ResumedRun.resume(two.workflows(), runId, "two"));
                    List<Boolean> resumed = new ArrayList<>();
                    for (Future<Boolean> worker : workers.invokeAll(race)) {
                        resumed.add(worker.get());
                    }
                    assertThat(resumed).containsExactlyInAnyOrder(true, false);
                    WorkflowRun run = one.workflows().get("refund", runId).orElseThrow();
                    assertThat(run.status()).contains(WorkflowStatus.RUNNING);
                    assertThat(run.snapshot().get("resumedBy")).contains(Json.of(resumed.get(0) ? "one" : "two"));
                }
            } finally {
                workers.shutdown();
            }
        }
    }

    @Test
    void ofTwoTurnsOneIsStored() {
        try (Storage storage = Storages.open("inmemory")) {
            MemoryStore memory = storage.memory();
            ConversationThread thread =
                    memory.createThread(ConversationThread.builder("user-1").build());
            Optional<MessagePosition> end = OneTurn.end(memory, thread.id());
            assertThat(OneTurn.store(memory, thread.id(), end, "Where is it?", "On its way."))
                    .isTrue();
            assertThat(OneTurn.store(memory, thread.id(), end, "Where is it?", "Lost."))
                    .isFalse();
            assertThat(memory.lastMessages(thread.id(), 10))
                    .extracting(Message::text)
                    .containsExactly("Where is it?", "On its way.");
            assertThat(OneTurn.store(memory, thread.id(), OneTurn.end(memory, thread.id()), "Thanks.", "Bye."))
                    .isTrue();
        }
    }

    @Test
    void theExportEndsThoughMessagesAreAppended() {
        try (Storage storage = Storages.open("inmemory")) {
            MemoryStore memory = storage.memory();
            ConversationThread thread =
                    memory.createThread(ConversationThread.builder("user-1").build());
            ThreadExport.export(memory, thread.id(), message -> {
                throw new AssertionError("a thread without messages has one: " + message);
            });
            memory.saveMessages(
                    Stream.generate(() -> NewMessage.builder(thread.id()).build())
                            .limit(600)
                            .toList());
            List<Message> before =
                    memory.listMessages(MessageQuery.ofThread(thread.id())).toList();
            List<Message> exported = new ArrayList<>();
            ThreadExport.export(memory, thread.id(), message -> {
                exported.add(message);
                memory.saveMessages(List.of(NewMessage.builder(thread.id()).build()));
            });
            assertThat(exported).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONFIG,OwnDatabase,README.md",
        "TOOLS,ToolCalls,docs/EXAMPLES.md",
        "TURN,OneTurn,docs/EXAMPLES.md",
        "SUSPEND,ResumedRun,docs/EXAMPLES.md",
        "RESUME,ResumedRun,docs/EXAMPLES.md",
        "GUICE,Injected,docs/EXAMPLES.md",
        "MEMORY,agent/Agent,docs/EXAMPLES.md",
        "AGENT,agent/Agent,docs/EXAMPLES.md",
        "ENVIRONMENT,OwnDatabase,docs/OPERATIONS.md",
        "LOCAL,LocalEndpoint,docs/DSQL-LOCAL.md",
        "EXPORT,ThreadExport,docs/OPERATIONS.md"
    })
    void examplesOfTheDocumentsAreTheOnesThatRun(String name, String type, String document) throws IOException {
        List<String> source =
                Files.readAllLines(ROOT.resolve("examples/src/main/java/dev/agentstorage/examples/" + type + ".java"));
        int begin = indexOf(source, "// " + name + " begin");
        int end = indexOf(source, "// " + name + " end");
        String code =
                String.join("\n", source.subList(begin + 1, end)).stripIndent().strip();
        assertThat(Files.readString(ROOT.resolve(document))).contains("```java\n" + code + "\n```");
    }

    private static int indexOf(List<String> lines, String marker) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(marker)) {
                return i;
            }
        }
        throw new AssertionError("no line '" + marker + "'");
    }
}
