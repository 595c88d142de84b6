package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.events.TransactionEvent;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Something new is stored, and the answer is lost: the call returns what is stored, and never says that what it stored itself exists. */
class LostCreationTest {
    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>(() -> {});

    private static Schema schema;
    private static Storage storage;
    private static Storage other;

    @BeforeAll
    static void start() {
        schema = Schema.in(Server.DSQL);
        TransactionListener listener = new TransactionListener() {
            @Override
            public void lostConnection(TransactionEvent event) {
                MEANWHILE.getAndSet(() -> {}).run();
            }
        };
        storage = Schema.open(schema.config()
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.TRANSACTION_LISTENER, listener));
        other = Schema.open(schema.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true));
        storage.init();
    }

    @AfterAll
    static void stop() {
        storage.close();
        other.close();
        schema.close();
    }

    @AfterEach
    void clear() {
        Server.local().faults().clear();
    }

    @Test
    void aRunIsCreatedOnce() {
        NewWorkflowRun run = NewWorkflowRun.of("w", "once", Json.parse("{\"n\":1}"));
        InjectedFault fault =
                Server.local().faults().inject(Fault.cutAfterCommit().at(1));
        WorkflowRun created = storage.workflows().create(run);
        assertThat(fault.fired()).isOne();
        assertThat(other.workflows().get("w", "once")).contains(created);
    }

    @Test
    void aLargeRunIsCreatedOnce() {
        NewWorkflowRun run = NewWorkflowRun.of("w", "large", Snapshots.ofSteps(9, "large"));
        // the look for orphans, two batches of chunks, the row
        InjectedFault fault =
                Server.local().faults().inject(Fault.cutAfterCommit().at(4));
        WorkflowRun created = storage.workflows().create(run);
        assertThat(fault.fired()).isOne();
        assertThat(other.workflows().get("w", "large")).contains(created);
    }

    @Test
    void aRunThatIsChangedMeanwhileIsNotSaidToExist() {
        NewWorkflowRun run = NewWorkflowRun.of("w", "changed", Json.parse("{\"n\":1}"));
        MEANWHILE.set(() -> other.workflows().save(NewWorkflowRun.of("w", "changed", Json.parse("{\"n\":2}"))));
        Server.local().faults().inject(Fault.cutAfterCommit().at(1));
        assertThatThrownBy(() -> storage.workflows().create(run)).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void whatWasNotCommittedIsCreatedByTheNextAttempt() {
        NewWorkflowRun run = NewWorkflowRun.of("w", "again", Json.parse("{\"n\":1}"));
        for (Runnable creation : List.<Runnable>of(
                () -> storage.workflows().create(run),
                () -> storage.scores().create(score("again")),
                () -> storage.observability().createSpans(List.of(span("again"))))) {
            InjectedFault fault =
                    Server.local().faults().inject(Fault.cutBeforeCommit().at(1));
            creation.run();
            assertThat(fault.fired()).isOne();
            Server.local().faults().clear();
            assertThatThrownBy(creation::run).isInstanceOf(AlreadyExistsException.class);
        }
    }

    @Test
    void scoresAreCreatedOnce() {
        InjectedFault fault =
                Server.local().faults().inject(Fault.cutAfterCommit().at(1));
        List<Score> created = storage.scores().createAll(List.of(score("once"), score("twice")));
        assertThat(fault.fired()).isOne();
        assertThat(created)
                .extracting(score -> other.scores().get(score.id()))
                .containsExactly(Optional.of(created.get(0)), Optional.of(created.get(1)));
    }

    @Test
    void scoresThatAreReplacedMeanwhileAreNotSaidToExist() {
        MEANWHILE.set(() -> other.scores().save(score("replaced")));
        Server.local().faults().inject(Fault.cutAfterCommit().at(1));
        assertThatThrownBy(() -> storage.scores().create(score("replaced")))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void spansAreCreatedOnce() {
        InjectedFault fault =
                Server.local().faults().inject(Fault.cutAfterCommit().at(1));
        List<Span> created = storage.observability().createSpans(List.of(span("once")));
        assertThat(fault.fired()).isOne();
        assertThat(other.observability().getSpan("once", "s")).contains(created.get(0));
    }

    @Test
    void spansThatAreChangedMeanwhileAreNotSaidToExist() {
        MEANWHILE.set(() -> other.observability()
                .updateSpan(SpanPatch.builder("changed", "s").name("other").build()));
        Server.local().faults().inject(Fault.cutAfterCommit().at(1));
        assertThatThrownBy(() -> storage.observability().createSpans(List.of(span("changed"))))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    private static Span span(String traceId) {
        return Span.builder(traceId, "s")
                .name("span")
                .spanType(SpanType.GENERIC)
                .startedAt(Instant.EPOCH)
                .build();
    }

    private static NewScore score(String id) {
        return NewScore.of(
                id,
                Evaluation.builder()
                        .scorerId("scorer")
                        .runId("run")
                        .entityId("entity")
                        .scorer(Json.EMPTY_OBJECT)
                        .entity(Json.EMPTY_OBJECT)
                        .output(Json.of("text"))
                        .score(0.5)
                        .build());
    }
}
