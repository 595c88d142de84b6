package dev.agentstorage.examples.quickstart;

import dev.agentstorage.examples.quickstart.Transcript.Kind;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Puts a file together again from what is stored, and from nothing else. */
final class Restorer {
    private final MemoryStore memory;

    Restorer(MemoryStore memory) {
        this.memory = memory;
    }

    /** Returns the text of the file whose conversation is stored under that id. */
    String restore(String conversationId) {
        ConversationThread thread = memory.getThread(conversationId)
                .orElseThrow(() -> new IllegalStateException("thread " + conversationId + " is not stored"));
        List<StringBuilder> frame = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        try (Stream<Message> rest = memory.listMessages(MessageQuery.ofThread(conversationId + "/rest")).stream()) {
            rest.forEach(message -> {
                if (message.type().equals(Importer.FRAME)) {
                    addFrame(frame, message.content());
                } else {
                    steps.add(message.content().text());
                }
            });
        }
        try (Stream<Message> messages = memory.listMessages(MessageQuery.ofThread(conversationId)).stream()) {
            Iterator<String> conversation =
                    messages.map(message -> message.content().text()).iterator();
            return join(thread.metadata(), frame, conversation, steps.iterator());
        }
    }

    private static void addFrame(List<StringBuilder> frame, Json chunk) {
        for (Json piece : chunk.get("pieces").orElseThrow().elements()) {
            int number = piece.elements().get(0).as(Integer.class);
            while (frame.size() <= number) {
                frame.add(new StringBuilder());
            }
            frame.get(number).append(piece.elements().get(1).string().orElseThrow());
        }
    }

    private static String join(
            Json metadata, List<StringBuilder> frame, Iterator<String> messages, Iterator<String> steps) {
        StringBuilder text = new StringBuilder(frame.get(0));
        int entry = 0;
        for (Json run : metadata.get("layout").orElseThrow().elements()) {
            boolean isMessage = run.elements().get(0).string().orElseThrow().equals(Kind.MESSAGE.name());
            int count = run.elements().get(1).as(Integer.class);
            for (int i = 0; i < count; i++) {
                text.append((isMessage ? messages : steps).next());
                text.append(frame.get(++entry));
            }
        }
        return text.toString();
    }
}
