package dev.agentstorage.benchmarks.budgets;

import dev.agentstorage.benchmarks.conversation.Conversation;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Counts round trips and bytes at the wire, in a short thread and in a long one. */
final class RoundTrips {
    private static final String TRIPS = "round trips";

    /** The driver prepares a statement at the server in its fifth execution, and sends less from then on. */
    private static final int WARMUPS = 8;

    private final Scene scene;
    private final MemoryStore memory;
    private final List<Finding> findings = new ArrayList<>();

    RoundTrips(Scene scene) {
        this.scene = scene;
        this.memory = scene.memory();
    }

    List<Finding> run() {
        inThread(scene.shortThread(), Scene.SHORT);
        inThread(scene.longThread(), scene.length());
        bytes();
        delete();
        return List.copyOf(findings);
    }

    private void inThread(Conversation thread, int length) {
        String id = thread.threadId();
        long middle = length / 2;
        String where = String.format("thread of %,d", length);
        expect("get a thread", where, 1, () -> memory.getThread(id));
        expect("get a message", where, 1, () -> memory.getMessage(thread.id(middle)));
        expect("get a resource", where, 1, () -> memory.getResource(Scene.RESOURCE));
        expect("last 20 messages", where, 1, () -> memory.lastMessages(id, 20));
        var listing = memory.listMessages(MessageQuery.ofThread(id));
        Cursor cursor = listing.slice((int) Math.min(middle, 100)).next().orElseThrow();
        expect("next slice of messages", where, 1, () -> listing.slice(5, cursor));
        expect(
                "page of messages with total",
                where,
                2,
                () -> listing.page(PageRequest.of(0, 5).withTotal()));
        var threads = memory.listThreads(ThreadQuery.ofResource(Scene.RESOURCE));
        expect("slice of threads", where, 1, () -> threads.slice(20));
        expect(
                "page of threads with total",
                where,
                2,
                () -> threads.page(PageRequest.of(0, 20).withTotal()));
        List<MessageInclude> includes = LongStream.range(0, 10)
                .mapToObj(i -> MessageInclude.builder(thread.id(i * (length / 10)))
                        .before(2)
                        .after(2)
                        .build())
                .toList();
        expect(
                "recall window of 10 includes",
                where,
                2,
                () -> memory.listMessages(MessageQuery.ofThread(id), includes, PageRequest.of(0, 0)));
        for (int count : List.of(1, 10, 1_000)) {
            List<NewMessage> batch = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                batch.add(said(thread, Role.USER));
            }
            expect(String.format("append %,d", count), where, 2, () -> memory.saveMessages(batch));
        }
        expect("chat turn, saved together", where, 3, () -> {
            memory.lastMessages(id, 20);
            memory.saveMessages(List.of(said(thread, Role.USER), said(thread, Role.ASSISTANT)));
        });
        expect("chat turn, saved apart", where, 5, () -> {
            memory.lastMessages(id, 20);
            memory.saveMessages(List.of(said(thread, Role.USER)));
            memory.saveMessages(List.of(said(thread, Role.ASSISTANT)));
        });
        expect("patch a thread", where, 3, () -> memory.updateThread(id, ThreadPatch.ofTitle("other")));
        expect(
                "patch a resource",
                where,
                3,
                () -> memory.updateResource(
                        Scene.RESOURCE, ResourcePatch.ofMetadata(Json.of(Map.of("length", length)))));
        expect(
                "delete 3 messages",
                where,
                3,
                () -> memory.deleteMessages(List.of(thread.id(1), thread.id(2), thread.id(3))));
    }

    /** The end of the long thread, and the same twenty messages in a separate thread. */
    private void bytes() {
        memory.deleteMessages(MessageQuery.builder()
                .threadId(scene.longThread().threadId())
                .range(TimeRange.from(Conversation.END))
                .build());
        WireCounters alone = warmed(scene.endOfLongThread());
        WireCounters atTheEnd = warmed(scene.longThread());
        String where = String.format("thread of %,d", scene.length());
        findings.add(new Finding("last 20 messages", where, "bytes sent", atTheEnd.bytesIn(), alone.bytesIn()));
        findings.add(new Finding("last 20 messages", where, "bytes received", atTheEnd.bytesOut(), alone.bytesOut()));
    }

    private WireCounters warmed(Conversation thread) {
        for (int i = 0; i < WARMUPS; i++) {
            memory.lastMessages(thread.threadId(), 20);
        }
        return measure(() -> memory.lastMessages(thread.threadId(), 20));
    }

    private void delete() {
        int rows = scene.doomed();
        int step = scene.storage().limits().atomicRows();
        String id = scene.doomedThread().threadId();
        String where = String.format("thread of %,d", rows);
        long begin = System.nanoTime();
        expect("delete a thread", where, 2L * ((rows + step - 1) / step) + 3, () -> memory.deleteThread(id));
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        findings.add(new Finding("delete a thread", where, "seconds", seconds, Finding.NONE));
        long left = memory.listMessages(MessageQuery.ofThread(id)).count()
                + memory.getThread(id).stream().count();
        findings.add(new Finding("delete a thread", where, "rows left", left, 0));
    }

    private static NewMessage said(Conversation thread, Role role) {
        return NewMessage.builder(thread.threadId())
                .resourceId(thread.resourceId())
                .role(role)
                .text("some words")
                .build();
    }

    private void expect(String operation, String where, long budget, Runnable work) {
        findings.add(new Finding(operation, where, TRIPS, measure(work).roundTrips(), budget));
    }

    private WireCounters measure(Runnable work) {
        // a connection that has just been used is borrowed without a separate check
        memory.getThread("none");
        WireCounters before = scene.endpoint().counters();
        work.run();
        return scene.endpoint().counters().minus(before);
    }
}
