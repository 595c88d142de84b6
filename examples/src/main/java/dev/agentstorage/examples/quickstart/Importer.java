package dev.agentstorage.examples.quickstart;

import dev.agentstorage.examples.quickstart.Transcript.Entry;
import dev.agentstorage.examples.quickstart.Transcript.Kind;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores a transcript as two threads: the conversation, one message for each of its messages, and the rest of the file, one message for each
 * step and a few for the text around them. Every object of the file is the content of a message, to the character. Importing the same
 * file again stores nothing twice.
 */
final class Importer {
    /** The resource that all imported threads belong to. */
    static final String RESOURCE = "quickstart";

    /** The type of a message whose content is an object of the file. */
    static final String VERBATIM = "verbatim";

    /** The type of a message that holds text around the objects. */
    static final String FRAME = "frame";

    private static final Role STEP = new Role("step");
    private static final int FRAME_CHUNK = 100_000;

    private final MemoryStore memory;

    Importer(MemoryStore memory) {
        this.memory = memory;
    }

    /** The thread of a transcript's messages. */
    static String conversation(Transcript transcript) {
        return transcript.id();
    }

    /** The thread of everything else in the file. */
    static String rest(Transcript transcript) {
        return transcript.id() + "/rest";
    }

    void store(Transcript transcript, BulkListener progress) {
        String conversation = conversation(transcript);
        String rest = rest(transcript);
        memory.saveThread(thread(conversation, transcript, "conversation"));
        memory.saveThread(thread(rest, transcript, "rest"));
        List<NewMessage> messages = new ArrayList<>();
        Map<Kind, Integer> numbers = new LinkedHashMap<>();
        for (Entry entry : transcript.entries()) {
            boolean message = entry.kind() == Kind.MESSAGE;
            String thread = message ? conversation : rest;
            int number = numbers.merge(entry.kind(), 1, Integer::sum);
            Role role = message ? new Role(entry.role()) : STEP;
            messages.add(message(thread, thread + "/" + number, role, VERBATIM, entry.json()));
        }
        List<Json> frame = frame(transcript.frame());
        for (int i = 0; i < frame.size(); i++) {
            String id = rest + "/frame-" + i;
            messages.add(message(rest, id, Role.SYSTEM, FRAME, frame.get(i)));
        }
        memory.importMessages(messages, progress);
    }

    private static ConversationThread thread(String id, Transcript transcript, String part) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("file", String.valueOf(transcript.file().getFileName()));
        metadata.put("part", part);
        metadata.put("bytes", transcript.sizeInBytes());
        metadata.put("sha256", Transcript.sha256(transcript.text()));
        metadata.put("layout", layout(transcript));
        return ConversationThread.builder(RESOURCE)
                .id(id)
                .title(transcript.file().getFileName()
                        + (part.equals("rest") ? " (steps and the rest of the file)" : ""))
                .metadata(Json.of(metadata))
                .createdAt(Instant.now())
                .build();
    }

    private static NewMessage message(String threadId, String id, Role role, String type, Json content) {
        return NewMessage.builder(threadId)
                .resourceId(RESOURCE)
                .id(id)
                .role(role)
                .type(type)
                .content(content)
                .build();
    }

    /** The kinds of the entries in the order of the file, as runs: {@code [["STEP", 18], ["MESSAGE", 37]]}. */
    private static List<List<Object>> layout(Transcript transcript) {
        List<List<Object>> runs = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < transcript.entries().size(); i++) {
            Kind kind = transcript.entries().get(i).kind();
            count++;
            boolean last = i + 1 == transcript.entries().size()
                    || transcript.entries().get(i + 1).kind() != kind;
            if (last) {
                runs.add(List.of(kind.name(), count));
                count = 0;
            }
        }
        return runs;
    }

    /** The frame in chunks: {@code {"pieces": [[0, "…"], [1, "…"]]}}; a long piece continues in the next chunk under its number. */
    private static List<Json> frame(List<String> pieces) {
        List<Json> chunks = new ArrayList<>();
        List<List<Object>> chunk = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < pieces.size(); i++) {
            String piece = pieces.get(i);
            int from = 0;
            do {
                int to = Math.min(piece.length(), from + Math.max(2, FRAME_CHUNK - size));
                if (to < piece.length() && Character.isHighSurrogate(piece.charAt(to - 1))) {
                    to--;
                }
                chunk.add(List.of(i, piece.substring(from, to)));
                size += to - from + 8;
                from = to;
                if (size >= FRAME_CHUNK) {
                    chunks.add(Json.of(Map.of("pieces", chunk)));
                    chunk = new ArrayList<>();
                    size = 0;
                }
            } while (from < piece.length());
        }
        if (!chunk.isEmpty()) {
            chunks.add(Json.of(Map.of("pieces", chunk)));
        }
        return chunks;
    }
}
