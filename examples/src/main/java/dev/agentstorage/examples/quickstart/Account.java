package dev.agentstorage.examples.quickstart;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Slice;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reports in a few lines what is stored of a transcript. Everything shown was read from the storage. */
final class Account {
    private static final int PREVIEW = 88;
    private static final int LAST = 3;
    private static final int SLICE = 5;

    private final MemoryStore memory;
    private final PrintWriter out;

    Account(MemoryStore memory, PrintWriter out) {
        this.memory = memory;
        this.out = out;
    }

    void threads(Transcript transcript) {
        out.printf(Locale.ROOT, "%n%s (%,d bytes)%n", transcript.file(), transcript.sizeInBytes());
        thread(Importer.conversation(transcript));
        thread(Importer.rest(transcript));
    }

    private void thread(String id) {
        Map<String, Integer> roles = new TreeMap<>();
        int toolCalls = 0;
        int toolResults = 0;
        int count = 0;
        try (Stream<Message> messages = memory.listMessages(MessageQuery.ofThread(id)).stream()) {
            for (Message message : (Iterable<Message>) messages::iterator) {
                count++;
                roles.merge(message.role().value(), 1, Integer::sum);
                toolCalls += message.content().path("tool_calls").elements().size();
                toolResults += message.content().get("tool_call_ids").isPresent()
                                || message.content().get("tool_call_id").isPresent()
                        ? 1
                        : 0;
            }
        }
        out.printf(Locale.ROOT, "  thread %s%n    %,d messages %s", id, count, roles);
        if (toolCalls + toolResults > 0) {
            out.printf(Locale.ROOT, ", %d tool calls, %d tool results", toolCalls, toolResults);
        }
        out.println();
    }

    void lastMessages(Transcript transcript) {
        out.println("  the last messages");
        memory.lastMessages(Importer.conversation(transcript), LAST).forEach(this::line);
    }

    void pageByCursor(Transcript transcript) {
        Listing<Message> listing = memory.listMessages(MessageQuery.ofThread(Importer.conversation(transcript)));
        Slice<Message> first = listing.slice(SLICE);
        if (first.next().isEmpty()) {
            return;
        }
        Cursor cursor = first.next().get();
        Slice<Message> second = listing.slice(SLICE, cursor);
        out.printf(Locale.ROOT, "  the page after message %d, by cursor%n", SLICE);
        second.items().forEach(this::line);
    }

    private void line(Message message) {
        out.printf(Locale.ROOT, "    %-9s %s%n", message.role(), oneLine(preview(message), PREVIEW));
    }

    /** Returns the beginning of a text, on one line. */
    static String oneLine(String text, int most) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        int end = Math.min(line.length(), most);
        if (end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end) + (end < line.length() ? "…" : "");
    }

    private static String preview(Message message) {
        String text = message.text();
        if (!text.isBlank()) {
            return text;
        }
        Json content = message.content();
        Optional<Json> calls =
                content.get("tool_calls").filter(json -> !json.elements().isEmpty());
        return calls.map(json -> "tool calls " + json.text())
                .orElse(content.get("content").map(Json::text).orElse(""));
    }
}
