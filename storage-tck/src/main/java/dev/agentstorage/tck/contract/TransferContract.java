package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.CompositeStorage;
import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.transfer.TransferResult;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Export and import (rules {@code XFER-01} to {@code XFER-07}). */
public abstract class TransferContract extends TransferTexts {
    private static final String CONTENT = "{ \"format\":2, \"text\":\"\\u0000 \\ud800 \\u0041😀\", \"n\":1.50 }";

    private record Sample(Resource resource, ConversationThread thread, List<Message> messages) {}

    /** Made by the kit. */
    protected TransferContract() {}

    private Sample sample(int count) {
        String resourceId = id("resource");
        Resource resource = memory().saveResource(Resource.builder(resourceId)
                .workingMemory("line\n\"é😀\"")
                .metadata(Json.of(Map.of("k", 1)))
                .createdAt(base())
                .updatedAt(base().plusNanos(1_000))
                .build());
        ConversationThread thread = memory().createThread(ConversationThread.builder(resourceId)
                .id(id("thread"))
                .title("a\tb")
                .createdAt(base())
                .build());
        List<NewMessage> messages = IntStream.range(0, count)
                .mapToObj(i -> NewMessage.builder(thread.id())
                        .id(id("message"))
                        .createdAt(base().plusNanos(1_000L * i))
                        .content(Json.parse(CONTENT))
                        .build())
                .toList();
        List<Message> stored = memory().saveMessages(messages);
        return new Sample(
                resource,
                memory().saveThread(thread.toBuilder().archivedAt(base()).build()),
                stored);
    }

    private String export(Sample sample) throws IOException {
        return export(List.of(sample.resource().id()));
    }

    private InvalidRequestException refused(String text) {
        return thrown(InvalidRequestException.class, () -> load(text));
    }

    private void assertStored(Sample sample) {
        assertThat(memory().getResource(sample.resource().id())).contains(sample.resource());
        assertThat(memory().getThread(sample.thread().id())).contains(sample.thread());
        assertThat(memory().listMessages(MessageQuery.ofThread(sample.thread().id()))
                        .toList())
                .isEqualTo(sample.messages());
    }

    /** Exported data is restored exactly. If this fails, look at how the bump of the thread by its messages is undone. */
    @Rule(id = "XFER-01", requires = Feature.MEMORY)
    void exportIsRestoredExactly() throws IOException {
        Sample sample = sample(5);
        String text = export(sample);
        storage().eraseResource(sample.resource().id());
        assertThat(memory().getThread(sample.thread().id())).isEmpty();
        TransferResult result = load(text);
        assertThat(result.counts()).isEqualTo(Map.of("resource", 1L, "thread", 1L, "message", 5L));
        assertStored(sample);
        assertThat(memory().getMessage(sample.messages().get(0).id())
                        .orElseThrow()
                        .content()
                        .text())
                .isEqualTo(CONTENT);
    }

    /** Messages with equal times keep them. If this fails, look for a restore that spaces messages like other imports. */
    @Rule(id = "XFER-01", requires = Feature.MEMORY)
    void messagesOfOneTimeAreRestoredExactly() throws IOException {
        Sample sample = sample(0);
        List<Message> messages = IntStream.range(0, 4)
                .mapToObj(i -> NewMessage.builder(sample.thread().id())
                        .id(sample.thread().id() + "/" + i)
                        .createdAt(base().plusNanos(1_000L * (i / 3)))
                        .build())
                .map(message -> memory().saveMessages(List.of(message)).get(0))
                .toList();
        ConversationThread saved = memory().saveThread(sample.thread());
        String text = export(sample);
        storage().eraseResource(sample.resource().id());
        load(text);
        assertStored(new Sample(sample.resource(), saved, messages));
    }

    /** The order of the lines is the order of the messages. If this fails, look at messages with equal times whose ids sort differently. */
    @Rule(id = "XFER-01", requires = Feature.MEMORY)
    void messagesOfOneTimeAreStoredInTheOrderOfTheirLines() throws IOException {
        Sample sample = sample(0);
        int count = 1_100;
        List<NewMessage> messages = IntStream.range(0, count)
                .mapToObj(i -> NewMessage.builder(sample.thread().id())
                        .id(sample.thread().id() + "/" + (9_999 - i))
                        .createdAt(base().plusSeconds(i))
                        .build())
                .toList();
        memory().importMessages(messages);
        String text = export(sample)
                .lines()
                .map(line -> line.contains("\"kind\":\"message\"")
                        ? line.replaceAll("\"createdAt\":\"[^\"]*\"", "\"createdAt\":\"" + base() + "\"")
                        : line)
                .collect(Collectors.joining("\n"));
        storage().eraseResource(sample.resource().id());
        load(text);
        List<Message> stored = memory().listMessages(
                        MessageQuery.ofThread(sample.thread().id()))
                .toList();
        assertThat(stored.stream().map(Message::id))
                .containsExactlyElementsOf(messages.stream().map(NewMessage::id).toList());
        assertThat(stored.get(0).createdAt()).isEqualTo(base());
        storage().eraseResource(sample.resource().id());
    }

    /** An export ends even if others write faster than it does. If this fails, look for a listing that is read without a bound. */
    @Rule(id = "PAGE-11", requires = Feature.MEMORY)
    void exportEndsWhileMessagesAreAppended() throws IOException {
        Sample sample = sample(600);
        int[] appended = {0};
        Writer out = new FilterWriter(Writer.nullWriter()) {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                if (!new String(text, from, length).contains(sample.thread().id())) {
                    return;
                }
                if (++appended[0] > 300) {
                    throw new IOException("the export never ends");
                }
                memory().saveMessages(IntStream.range(0, 100)
                        .mapToObj(i -> NewMessage.builder(sample.thread().id())
                                .id(id("message"))
                                .createdAt(base().plusSeconds(appended[0]))
                                .build())
                        .toList());
            }
        };
        StorageTransfer.export(storage(), out, BulkListener.NONE);
        assertThat(appended[0]).isPositive();
        storage().eraseResource(sample.resource().id());
    }

    /** Runs are restored exactly. If this fails, look at the times that {@code save} is given. */
    @Rule(id = "XFER-01", requires = Feature.WORKFLOWS)
    void runsAreRestoredExactly() throws IOException {
        String runId = id("run");
        WorkflowRun run = workflows()
                .save(NewWorkflowRun.builder("transfer", runId)
                        .snapshot(Json.parse("{ \"status\":\"running\", \"n\":1.50 }"))
                        .createdAt(base())
                        .updatedAt(base().plusNanos(5_000))
                        .build());
        String text = export(List.of(runId));
        workflows().delete("transfer", runId);
        assertThat(load(text).counts()).isEqualTo(Map.of("workflow-run", 1L));
        WorkflowRun again = workflows().get("transfer", runId).orElseThrow();
        assertThat(again).isEqualTo(run);
        assertThat(again.snapshot().json().text())
                .isEqualTo(run.snapshot().json().text());
    }

    /** The text begins with its format and ends with its counts. If this fails, the export was not written by StorageTransfer. */
    @Rule(id = "XFER-02")
    void exportHasAHeaderAndAnEnd() throws IOException {
        List<String> lines = lines(storage());
        Json header = Json.parse(lines.get(0));
        assertThat(header.path("format").string()).contains(StorageTransfer.FORMAT);
        assertThat(header.get("version")).contains(Json.of(StorageTransfer.VERSION));
        Json end = Json.parse(lines.get(lines.size() - 1));
        assertThat(end.path("kind").string()).contains("end");
        long counted = end.get("counts").orElseThrow().members().values().stream()
                .mapToLong(count -> Long.parseLong(count.text()))
                .sum();
        assertThat(counted).isEqualTo(lines.size() - 2);
    }

    /** An import can be repeated and does not change other data. If this fails, look for an insert instead of an upsert. */
    @Rule(id = "XFER-03", requires = Feature.MEMORY)
    void importCanBeRepeated() throws IOException {
        Sample sample = sample(3);
        Sample other = sample(1);
        String text = export(sample);
        load(text);
        assertThat(load(text).total()).isEqualTo(5);
        assertStored(sample);
        assertStored(other);
    }

    /** A storage that lacks a domain of the text stores nothing of it. If this fails, look at what {@code find} returns. */
    @Rule(
            id = "XFER-04",
            requires = {Feature.MEMORY, Feature.WORKFLOWS})
    void missingDomainIsReportedBeforeAnythingIsStored() throws IOException {
        Sample sample = sample(1);
        String text = export(sample);
        storage().eraseResource(sample.resource().id());
        Storage memoryOnly = CompositeStorage.builder()
                .use(Domain.MEMORY, storage())
                .closingParts(false)
                .build();
        assertThatThrownBy(() -> StorageTransfer.importInto(memoryOnly, new StringReader(text), BulkListener.NONE))
                .isInstanceOf(UnsupportedException.class);
        assertThat(memory().getThread(sample.thread().id())).isEmpty();
    }

    /** An invalid line is reported by its number, and nothing after it is stored. If this fails, the text was read to its end first. */
    @Rule(id = "XFER-05", requires = Feature.MEMORY)
    void badLineIsNamedAndNothingAfterItIsStored() throws IOException {
        Sample sample = sample(1);
        List<String> good = export(sample).lines().toList();
        storage().eraseResource(sample.resource().id());
        for (String bad : List.of(
                "{\"kind\":\"planet\",\"value\":{}}",
                "{\"kind\":\"thread\",\"value\":{\"id\":\"x\"}}",
                "{\"kind\":\"thread\"}",
                "no json",
                "",
                good.get(2).replace("\"title\"", "\"tittle\""),
                good.get(2).replaceFirst("\"metadata\":\"[^\"]*\"", "\"metadata\":\"{x\""),
                good.get(2).replaceFirst("\"value\":\\{", "\"value\":{\"id\":\"twice\","))) {
            InvalidRequestException error = refused(good.get(0) + "\n" + good.get(1) + "\n" + bad + "\n"
                    + String.join("\n", good.subList(2, good.size())) + "\n");
            assertThat(error.code()).as(bad).isEqualTo("transfer-line-invalid");
            assertThat(error.details()).containsEntry("line", 3L).containsKey("reason");
            assertThat(memory().getThread(sample.thread().id())).isEmpty();
        }
    }

    /** A repeated name in a line must not be resolved silently. If this fails, the line is read into a map. */
    @Rule(id = "XFER-05", requires = Feature.MEMORY)
    void repeatedNameInALineIsRefused() throws IOException {
        Sample sample = sample(1);
        List<String> good = export(sample).lines().toList();
        storage().eraseResource(sample.resource().id());
        String resource = good.get(1);
        String end = good.get(good.size() - 1);
        for (String bad : List.of(
                resource.replaceFirst("\"kind\"", "\"kind\":\"thread\",\"kind\""),
                resource.replaceFirst("}$", ",\"value\":{}}"),
                resource.replaceFirst("\"workingMemory\"", "\"workingMemory\":\"x\",\"workingMemory\""),
                end.replaceFirst("\"counts\"", "\"counts\":{},\"counts\""),
                end.replaceFirst("\"thread\"", "\"thread\":7,\"thread\""))) {
            InvalidRequestException error = refused(good.get(0) + "\n" + bad + "\n");
            assertThat(error.code()).as(bad).isEqualTo("transfer-line-invalid");
            assertThat(error.details()).containsEntry("line", 2L).containsEntry("stored", 0L);
            assertThat(error.details().get("reason")).asString().contains("twice");
        }
        assertThat(memory().getResource(sample.resource().id())).isEmpty();
        assertThat(refused(good.get(0).replaceFirst("\"format\"", "\"format\":\"x\",\"format\"") + "\n")
                        .code())
                .isEqualTo("transfer-header-invalid");
    }

    /** Opaque values keep repeated names. If this fails, look at how the values of a line are read. */
    @Rule(id = "XFER-05", requires = Feature.MEMORY)
    void repeatedNameInContentIsKept() throws IOException {
        ConversationThread thread = sample(0).thread();
        String content = "{\"a\":1, \"a\":{\"b\":1,\"b\":2}}";
        Message message = memory().saveMessages(List.of(NewMessage.builder(thread.id())
                        .id(id("message"))
                        .content(Json.parse(content))
                        .build()))
                .get(0);
        String text = export(List.of(thread.resourceId()));
        memory().deleteThread(thread.id(), BulkListener.NONE);
        load(text);
        assertThat(memory().getMessage(message.id()).orElseThrow().content().text())
                .isEqualTo(content);
    }

    /** Reading stops in a line that is too long for any entity. If this fails, whole lines are read before they are checked. */
    @Rule(id = "XFER-05", requires = Feature.MEMORY)
    void lineThatIsLongerThanAnyEntityIsNotReadOn() throws IOException {
        String header = lines(storage()).get(0);
        for (String begin : List.of("", "{\"kind\":\"message\",\"value\":{\"content\":\"", "{\"kind\":\"x")) {
            Reader endless = new Endless(header + "\n" + begin);
            assertThatThrownBy(() -> StorageTransfer.importInto(storage(), endless, BulkListener.NONE))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            error -> assertThat(error.details()).containsEntry("line", 2L))
                    .extracting("code")
                    .isEqualTo("transfer-line-invalid");
        }
    }

    /** An endless text, which fails when a reader has read characters for half of the heap. */
    private static final class Endless extends Reader {
        private final Reader begin;
        private long left = Runtime.getRuntime().maxMemory() / 4;

        Endless(String begin) {
            this.begin = new StringReader(begin);
        }

        @Override
        public int read(char[] target, int offset, int count) throws IOException {
            int read = begin.read(target, offset, count);
            if (read >= 0) {
                return read;
            }
            left -= count;
            if (left < 0) {
                throw new IOException("the line is read on and on");
            }
            Arrays.fill(target, offset, offset + count, 'x');
            return count;
        }

        @Override
        public void close() {
            // nothing to close
        }
    }

    /** Entities that the storage rejects are reported with line number and reason. If this fails, look at the checks of the store. */
    @Rule(id = "XFER-05", requires = Feature.MEMORY)
    void refusedEntityIsNamedByItsLine() throws IOException {
        Sample sample = sample(0);
        String text = export(sample).replace(sample.thread().id(), " ");
        InvalidRequestException error = refused(text);
        assertThat(error.code()).isEqualTo("transfer-refused");
        assertThat(error.details()).containsEntry("line", 3L).containsEntry("reason", "id-blank");
        assertThat(error).hasCauseInstanceOf(InvalidRequestException.class);
    }

    /** A truncated text is detected, and so is another format. If this fails, look at the first and last line. */
    @Rule(id = "XFER-06", requires = Feature.MEMORY)
    void incompleteOrForeignTextIsRefused() throws IOException {
        String text = export(sample(1));
        String cut = text.substring(0, text.stripTrailing().lastIndexOf('\n') + 1);
        assertThat(refused(cut).code()).isEqualTo("transfer-truncated");
        assertThat(refused("").code()).isEqualTo("transfer-header-invalid");
        assertThat(refused("{\"format\":\"other\"}\n").code()).isEqualTo("transfer-header-invalid");
        assertThat(refused(text.replaceFirst("\"version\":1", "\"version\":2")).code())
                .isEqualTo("transfer-version");
    }

    /** Progress is reported, and the last count is the total. If this fails, look at the calls of the listener. */
    @Rule(id = "XFER-07", requires = Feature.MEMORY)
    void progressIsReported() throws IOException {
        String text = export(sample(3));
        List<Long> heard = new ArrayList<>();
        StorageTransfer.importInto(storage(), new StringReader(text), heard::add);
        assertThat(heard).isSorted().endsWith(5L);
        heard.clear();
        TransferResult result = StorageTransfer.export(storage(), new StringWriter(), heard::add);
        assertThat(heard).isSorted().endsWith(result.total());
    }
}
