package dev.agentstorage.benchmarks.budgets;

import dev.agentstorage.benchmarks.conversation.Conversation;
import dev.agentstorage.benchmarks.sql.RecordedStatement;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Lets the database explain every statement that reads, with the values that were sent, and counts the rows that its scans touch:
 * those that they give and those that they throw away.
 */
final class RowsRead {
    private static final Pattern NODE = Pattern.compile("rows=(\\d+) loops=(\\d+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by (?:Filter|Index Recheck): (\\d+)");
    private static final String EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ";
    private static final int PAGE = 20;

    /** The row that shows that there is a next page, the row that a cursor names, and those of the same time as a page's last row. */
    private static final int MORE = 4;

    private static final int STRIDE = 5_000;

    private final Scene scene;
    private final MemoryStore memory;
    private final Connection superuser;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> plans = new ArrayList<>();

    RowsRead(Scene scene, Connection superuser) {
        this.scene = scene;
        this.memory = scene.recordedMemory();
        this.superuser = superuser;
    }

    List<Finding> run() throws SQLException {
        single();
        ofThread();
        listings();
        scans();
        return List.copyOf(findings);
    }

    /** The plans of what read too much. */
    List<String> plans() {
        return List.copyOf(plans);
    }

    private void single() throws SQLException {
        Conversation thread = scene.longThread();
        long middle = scene.length() / 2;
        expect("get a thread", 1, () -> memory.getThread(thread.threadId()));
        expect("get a message", 1, () -> memory.getMessage(thread.id(middle)));
        expect(
                "get 20 messages",
                PAGE,
                () -> memory.getMessages(LongStream.range(middle, middle + PAGE)
                        .mapToObj(thread::id)
                        .toList()));
        expect("get a resource", 1, () -> memory.getResource(Scene.RESOURCE));
    }

    private void ofThread() throws SQLException {
        Conversation thread = scene.longThread();
        String id = thread.threadId();
        Instant middle = thread.createdAt(scene.length() / 2);
        MessageQuery query = MessageQuery.ofThread(id);
        expect("last 20 messages", PAGE, () -> memory.lastMessages(id, PAGE));
        expect(
                "first page of a thread",
                PAGE + MORE,
                () -> memory.listMessages(query).page(PageRequest.first(PAGE)));
        for (Direction direction : Direction.values()) {
            MessageQuery directed = query.toBuilder().direction(direction).build();
            Cursor cursor = walk(directed);
            expect(
                    "slice deep in a thread, " + direction,
                    PAGE + MORE,
                    () -> memory.listMessages(directed).slice(PAGE, cursor));
        }
        expect(
                "first slice after a time",
                PAGE + MORE,
                () -> memory.listMessages(
                                query.toBuilder().range(TimeRange.from(middle)).build())
                        .slice(PAGE));
        expect(
                "first slice within a minute",
                PAGE + MORE,
                () -> memory.listMessages(query.toBuilder()
                                .range(TimeRange.between(middle, middle.plus(Duration.ofMinutes(1))))
                                .build())
                        .slice(PAGE));
        List<MessageInclude> includes = LongStream.range(0, 10)
                .mapToObj(i -> MessageInclude.builder(thread.id(4 + i * (scene.length() / 10)))
                        .before(2)
                        .after(2)
                        .build())
                .toList();
        expect(
                "recall window of 10 includes",
                10 + 10 * 4,
                () -> memory.listMessages(query, includes, PageRequest.of(0, 0)));
        MemoryStore view = memory.forResource(Scene.RESOURCE);
        expect("last 20 messages, in a view of the resource", PAGE, () -> view.lastMessages(id, PAGE));
        expect(
                "recall window of 10 includes, in a view",
                10 + 10 * 4,
                () -> view.listMessages(query, includes, PageRequest.of(0, 0)));
    }

    /** Walks to the middle: a cursor belongs to its query and cannot be made otherwise. */
    private Cursor walk(MessageQuery query) {
        int left = scene.length() / 2;
        var listing = memory.listMessages(query);
        Cursor cursor = listing.slice(left % STRIDE + 1).next().orElseThrow();
        for (left -= left % STRIDE; left > 0; left -= STRIDE) {
            cursor = listing.slice(STRIDE, cursor).next().orElseThrow();
        }
        return cursor;
    }

    private void listings() throws SQLException {
        MessageQuery query = MessageQuery.ofResource(Scene.RESOURCE);
        Cursor cursor = walk(query);
        expect(
                "slice of the messages of a resource",
                PAGE + MORE,
                () -> memory.listMessages(query).slice(PAGE, cursor));
        ThreadQuery threads = ThreadQuery.builder()
                .resourceId(Scene.RESOURCE)
                .order(ThreadQuery.Order.CREATED_AT)
                .direction(Direction.DESC)
                .build();
        expect(
                "newest threads of a resource",
                PAGE + MORE,
                () -> memory.listThreads(threads).slice(PAGE));
        Cursor next = memory.listThreads(threads).slice(500).next().orElseThrow();
        expect(
                "next slice of the threads of a resource",
                PAGE + MORE,
                () -> memory.listThreads(threads).slice(PAGE, next));
    }

    /** What is documented as a scan: counts, pages by number, filters on JSON, and orders that no index has. */
    private void scans() throws SQLException {
        String id = scene.longThread().threadId();
        MessageQuery query = MessageQuery.ofThread(id);
        list("count the messages of a thread", () -> memory.listMessages(query).count());
        list("page number 20 of a thread", () -> memory.listMessages(query).page(PageRequest.of(20, PAGE)));
        list(
                "first match of a filter on metadata that nothing matches",
                () -> memory.listMessages(query.toBuilder()
                                .metadata(Json.of(Map.of("nowhere", true)))
                                .build())
                        .slice(1));
        list(
                "slice of two threads together",
                () -> memory.listMessages(MessageQuery.ofThreads(
                                List.of(id, scene.shortThread().threadId())))
                        .slice(PAGE));
        list(
                "threads of a resource by their last change",
                () -> memory.listThreads(ThreadQuery.builder()
                                .resourceId(Scene.RESOURCE)
                                .order(ThreadQuery.Order.UPDATED_AT)
                                .direction(Direction.DESC)
                                .build())
                        .slice(PAGE));
        list(
                "threads of all resources",
                () -> memory.listThreads(ThreadQuery.ALL).slice(PAGE));
        list(
                "messages of all threads",
                () -> memory.listMessages(MessageQuery.ALL).slice(PAGE));
        list("resources", () -> memory.listResources(ResourceQuery.ALL).slice(PAGE));
    }

    private void list(String operation, Runnable work) throws SQLException {
        expect(operation, Finding.NONE, work);
    }

    private void expect(String operation, long most, Runnable work) throws SQLException {
        List<RecordedStatement> reads = scene.recorder().during(work).stream()
                .filter(RecordedStatement::reads)
                .toList();
        if (reads.isEmpty()) {
            throw new IllegalStateException("nothing was read: " + operation);
        }
        long rows = 0;
        StringBuilder plan = new StringBuilder(operation);
        for (RecordedStatement read : reads) {
            List<String> lines = explain(read);
            plan.append('\n').append(String.join("\n", lines));
            rows += rows(lines);
        }
        Finding finding =
                new Finding(operation, String.format("thread of %,d", scene.length()), "rows read", rows, most);
        findings.add(finding);
        if (!finding.kept()) {
            plans.add(plan.toString());
        }
    }

    private List<String> explain(RecordedStatement read) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (PreparedStatement statement = read.prepare(superuser, EXPLAIN);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                lines.add(result.getString(1));
            }
        }
        return lines;
    }

    /** The rows that the scans of a plan give and those that they throw away. */
    static long rows(List<String> plan) {
        long rows = 0;
        long loops = 0;
        for (String line : plan) {
            Matcher node = NODE.matcher(line);
            Matcher removed = REMOVED.matcher(line);
            if (node.find()) {
                loops = Long.parseLong(node.group(2));
                // what a bitmap index scan finds is counted where the rows are read
                boolean scan =
                        line.contains(" Scan ") && !line.contains("Subquery Scan") && !line.contains("Bitmap Index");
                rows += scan ? loops * Long.parseLong(node.group(1)) : 0;
            } else if (removed.find()) {
                rows += loops * Long.parseLong(removed.group(1));
            }
        }
        return rows;
    }
}
