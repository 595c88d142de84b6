package dev.agentstorage.examples.domains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.examples.LocalEndpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example prints the same on each backend. */
@TestInstance(Lifecycle.PER_CLASS)
class DomainExampleTest {
    private DsqlLocal local;

    @BeforeAll
    void start() {
        local = DsqlLocal.start();
    }

    @AfterAll
    void stop() {
        local.close();
    }

    private List<String> run(DomainExample example, String backend) {
        List<String> lines = new ArrayList<>();
        try (Storage storage = backend.equals("dsql") ? LocalEndpoint.open(local) : Storages.open(backend)) {
            example.run(storage, lines::add);
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "dsql"})
    void oneOfTwoTurnsIsStored(String backend) {
        assertThat(run(DomainExample.MEMORY, backend))
                .containsExactly(
                        "not stored, another worker was faster: On Tuesday.",
                        "user: Where is my order?",
                        "assistant: On its way.",
                        "user: When will it arrive?",
                        "assistant: On Monday.",
                        "working memory: - waits for an order",
                        "conversation: An order");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "dsql"})
    void oneOfTwoWorkersResumesTheRun(String backend) {
        List<String> lines = run(DomainExample.WORKFLOWS, backend);
        assertThat(lines)
                .hasSize(5)
                .startsWith("worker 1 resumes the run", "worker 2 was too late", "refund {\"order\":17}: success")
                .endsWith("result: {\"refunded\":true}");
        assertThat(lines.get(3)).startsWith("step check: {").contains("\"output\":{\"euros\":30}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "dsql"})
    void theTraceWithAFailedToolIsFound(String backend) {
        assertThat(run(DomainExample.OBSERVABILITY, backend))
                .containsExactly(
                        "answer a question: SUCCESS",
                        "  answer a question: done",
                        "  model call: done",
                        "  findOrder: failed, {\"message\":\"no such order\"}");
    }

    /** Scores of one microsecond come in the order of their random ids. */
    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "dsql"})
    void theMeanOfTheScoresIsPrinted(String backend) {
        assertThat(run(DomainExample.SCORES, backend))
                .containsExactlyInAnyOrder(
                        "1.0 for \"On its way.\": It answers the question.",
                        "0.5 for \"Hello!\": It is friendly, and no answer.",
                        "mean: 0.75")
                .endsWith("mean: 0.75");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inmemory", "dsql"})
    void theActiveVersionIsTheOneThatIsUsed(String backend) {
        assertThat(run(DomainExample.AGENTS, backend))
                .containsExactly(
                        "active: \"Answer briefly and kindly.\"",
                        "not archived: the agent was changed meanwhile",
                        "back to: \"Answer briefly.\"",
                        "version 2 [instructions]",
                        "version 1 [name, instructions, model]");
    }
}
