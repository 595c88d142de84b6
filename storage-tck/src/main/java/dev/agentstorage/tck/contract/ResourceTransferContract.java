package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.transfer.TransferResult;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Export and import of one resource (rules {@code XFER-09} and {@code XFER-10}). */
public abstract class ResourceTransferContract extends TransferTexts {
    /** Made by the kit. */
    protected ResourceTransferContract() {}

    private record Exported(String text, TransferResult result) {}

    private Exported export(String resourceId) throws IOException {
        StringWriter out = new StringWriter();
        TransferResult result = StorageTransfer.exportResource(storage(), resourceId, out);
        return new Exported(out.toString(), result);
    }

    private TransferResult load(String resourceId, String text) throws IOException {
        return StorageTransfer.importResource(storage(), resourceId, new StringReader(text));
    }

    private InvalidRequestException refused(String resourceId, String text) {
        return thrown(InvalidRequestException.class, () -> load(resourceId, text));
    }

    /** The threads and messages of a resource are restored, and nothing of others. If this fails, look at the filters of the listings. */
    @Rule(id = "XFER-09", requires = Feature.MEMORY)
    void memoryOfAResourceIsRestored() throws IOException {
        String own = id("resource");
        String other = id("resource");
        thread(other, own);
        memory().saveResource(Resource.of(own));
        memory().saveResource(Resource.of(other));
        ConversationThread thread = thread(own, other);
        thread(own, own);
        Exported exported = export(own);
        assertThat(exported.result().counts()).isEqualTo(Map.of("resource", 1L, "thread", 2L, "message", 4L));
        assertThat(exported.text()).contains(thread.id()).doesNotContain("\"kind\":\"agent");

        List<String> before = lines(storage()).stream()
                .filter(line -> line.contains(own))
                .sorted()
                .toList();
        assertThat(load(own, exported.text()).counts())
                .isEqualTo(exported.result().counts());
        memory().deleteThread(thread.id());
        assertThat(load(own, exported.text()).counts())
                .isEqualTo(exported.result().counts());
        assertThat(lines(storage()).stream()
                        .filter(line -> line.contains(own))
                        .sorted()
                        .toList())
                .isEqualTo(before);
        assertThat(export(id("resource")).result().counts()).isEmpty();
    }

    /** Runs of a resource are restored, and no others. If this fails, look at the filter of the listing. */
    @Rule(id = "XFER-09", requires = Feature.WORKFLOWS)
    void runsOfAResourceAreRestored() throws IOException {
        String own = id("resource");
        String name = id("name");
        run(name, "own", own);
        run(name, "other", id("resource"));
        Exported exported = export(own);
        assertThat(exported.result().counts()).isEqualTo(Map.of("workflow-run", 1L));
        var stored = workflows().get(name, "own");
        workflows().delete(name, "own");
        load(own, exported.text());
        assertThat(workflows().get(name, "own")).isEqualTo(stored).isPresent();
    }

    /** Whole traces of a resource and its scores are restored. If this fails, look at spans that do not name the resource themselves. */
    @Rule(
            id = "XFER-09",
            requires = {Feature.OBSERVABILITY, Feature.SCORES})
    void tracesAndScoresOfAResourceAreRestored() throws IOException {
        String own = id("resource");
        String trace = id("trace");
        String other = id("trace");
        observability().saveSpans(List.of(root(trace, own), SpanSamples.child(trace, "c")));
        observability().saveSpans(List.of(root(other, id("resource")), SpanSamples.child(other, "c")));
        score(id("score"), own);
        score(id("score"), id("resource"));
        Exported exported = export(own);
        assertThat(exported.result().counts()).isEqualTo(Map.of("span", 2L, "score", 1L));
        var stored = observability().getTrace(trace);
        observability().deleteTraces(List.of(trace));
        load(own, exported.text());
        assertThat(observability().getTrace(trace)).isEqualTo(stored).isPresent();
    }

    /** A thread or message of another resource is not replaced. If this fails, look at what the import checks before it writes. */
    @Rule(id = "XFER-10", requires = Feature.MEMORY)
    void memoryOfAnotherResourceIsNotTakenOver() throws IOException {
        String own = id("resource");
        String other = id("resource");
        ConversationThread foreign = thread(other, other);
        ConversationThread mine = thread(own, own);
        String text = export(own).text();
        assertRefused(own, text.replace(mine.id(), foreign.id()), "thread-exists");
        assertRefused(own, text.replace(mine.id() + "/0", foreign.id() + "/0"), "message-exists");
        assertThat(refused(other, text).code()).isEqualTo("transfer-line-invalid");
        assertThat(memory().getThread(foreign.id())).contains(foreign);
        assertThat(memory().getMessage(foreign.id() + "/0").orElseThrow().threadId())
                .isEqualTo(foreign.id());
    }

    /** A run of another resource is not replaced. If this fails, look at what the import checks before it writes. */
    @Rule(id = "XFER-10", requires = Feature.WORKFLOWS)
    void runsOfAnotherResourceAreNotTakenOver() throws IOException {
        String own = id("resource");
        String name = id("name");
        run(name, "own", own);
        run(name, "other", id("resource"));
        String text = export(own).text();
        assertRefused(own, text.replace("\"own\"", "\"other\""), "run-exists");
        assertThat(refused(id("resource"), text).code()).isEqualTo("transfer-line-invalid");
        assertThat(workflows().get(name, "other").orElseThrow().resourceId()).isNotEqualTo(Optional.of(own));
    }

    /** A span or score of another resource is not replaced. If this fails, look at what the import checks before it writes. */
    @Rule(
            id = "XFER-10",
            requires = {Feature.OBSERVABILITY, Feature.SCORES})
    void tracesAndScoresOfAnotherResourceAreNotTakenOver() throws IOException {
        String own = id("resource");
        String mine = id("trace");
        String foreign = id("trace");
        String score = id("score");
        String foreignScore = id("score");
        observability().saveSpans(List.of(root(mine, own)));
        observability().saveSpans(List.of(root(foreign, id("resource"))));
        score(score, own);
        score(foreignScore, id("resource"));
        String text = export(own).text();
        assertRefused(own, text.replace(mine, foreign), "span-exists");
        assertRefused(own, text.replace(score, foreignScore), "score-exists");
        assertThat(observability()
                        .getRootSpan(foreign)
                        .orElseThrow()
                        .correlation()
                        .resourceId())
                .isNotEqualTo(Optional.of(own));
        assertThat(scores().get(foreignScore)
                        .orElseThrow()
                        .evaluation()
                        .origin()
                        .resourceId())
                .isNotEqualTo(Optional.of(own));
    }

    private void assertRefused(String resourceId, String text, String code) {
        InvalidRequestException error = refused(resourceId, text);
        assertThat(error.code()).isEqualTo("transfer-refused");
        assertThat(error.details()).containsEntry("reason", code);
        assertThat(error).hasCauseInstanceOf(AlreadyExistsException.class);
    }

    /** A thread of a resource with two messages, the second of which may belong to another one. */
    private ConversationThread thread(String resourceId, String second) {
        ConversationThread thread = memory().createThread(ConversationThread.builder(resourceId)
                .id(id("thread"))
                .createdAt(base())
                .build());
        memory().saveMessages(List.of(
                NewMessage.builder(thread.id())
                        .id(thread.id() + "/0")
                        .createdAt(base())
                        .build(),
                NewMessage.builder(thread.id())
                        .id(thread.id() + "/1")
                        .resourceId(second)
                        .createdAt(base().plusSeconds(1))
                        .build()));
        return memory().getThread(thread.id()).orElseThrow();
    }

    private void run(String name, String runId, String resourceId) {
        workflows()
                .save(NewWorkflowRun.builder(name, runId)
                        .resourceId(resourceId)
                        .snapshot(Json.EMPTY_OBJECT)
                        .build());
    }

    private static Span root(String trace, String resourceId) {
        return SpanSamples.root(trace).toBuilder()
                .correlation(Correlation.builder().resourceId(resourceId).build())
                .build();
    }

    private void score(String id, String resourceId) {
        scores().save(NewScore.of(
                id,
                Evaluation.builder()
                        .scorerId("scorer")
                        .runId("run")
                        .entityId("entity")
                        .scorer(Json.EMPTY_OBJECT)
                        .entity(Json.EMPTY_OBJECT)
                        .output(Json.EMPTY_OBJECT)
                        .score(0.5)
                        .resourceId(resourceId)
                        .build()));
    }
}
