package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions that are made at the same time are numbered right, in tables of ours and in those of Mastra, where nothing is unique. */
@ParameterizedClass
@CsvSource({"DSQL, false", "DSQL, true", "POSTGRESQL, false", "POSTGRESQL, true"})
class ConcurrentAgentsTest {
    private static final int WRITERS = 8;
    private static final AgentConfig CONFIG = AgentConfig.builder()
            .name("name")
            .instructions("Be brief.")
            .model(Json.of(Map.of("name", "m")))
            .build();

    private final Schema schema;
    private final Storage storage;
    private final AgentStore agents;

    ConcurrentAgentsTest(Server server, boolean ofMastra) {
        schema = Schema.in(server);
        if (ofMastra) {
            MastraAgentTables.create(schema);
        }
        storage = Schema.open(schema.config().set(DsqlOptions.POOL_MAXIMUM, WRITERS));
        schema.awaitIndexes(storage);
        agents = storage.agents();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void versionsWithoutANumberGetDistinctOnesWithoutAGap() throws Exception {
        agents.create(NewAgent.builder(CONFIG).id("a").build());
        together(writer -> {
            for (int i = 0; i < 3; i++) {
                agents.createVersion(NewAgentVersion.of("a", CONFIG));
            }
        });
        assertThat(agents.listVersions("a").toList().stream()
                        .map(AgentVersion::number)
                        .sorted())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, WRITERS * 3 + 1).boxed().toList());
    }

    @Test
    void oneNumberIsGivenToOneVersionOnly() throws Exception {
        agents.create(NewAgent.builder(CONFIG).id("a").build());
        together(writer -> {
            try {
                agents.createVersion(
                        NewAgentVersion.builder("a", CONFIG).number(2).build());
            } catch (AlreadyExistsException e) {
                assertThat(e.code()).isEqualTo("agent-version-number-exists");
            }
        });
        assertThat(agents.countVersions("a")).isEqualTo(2);
    }

    @Test
    void anAgentThatIsRemovedMeanwhileLeavesNoVersion() throws Exception {
        for (int round = 0; round < 5; round++) {
            agents.create(NewAgent.builder(CONFIG).id("a").build());
            together(writer -> {
                if (writer == 0) {
                    agents.delete("a");
                } else {
                    try {
                        agents.createVersion(NewAgentVersion.of("a", CONFIG));
                    } catch (NotFoundException e) {
                        assertThat(e.code()).isEqualTo("agent-not-found");
                    }
                }
            });
            assertThat(agents.get("a")).isEmpty();
            assertThat(agents.countVersions("a")).isZero();
        }
    }

    private static void together(IntConsumer work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            CyclicBarrier start = new CyclicBarrier(WRITERS);
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(() -> {
                    start.await();
                    work.accept(writer);
                    return null;
                });
            }
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
