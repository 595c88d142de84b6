package dev.agentstorage.recall;

import dev.agentstorage.memory.Message;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.recall.result.WorkingMemory;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Formats recalled messages as text for a system prompt: one element for each conversation, with one line for each message: time, role and
 * text. The history is not included: its messages are sent to the model as messages. User content is escaped, so that no text can close or
 * open an element, or imitate another message. Stateless.
 */
public final class PromptText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PromptText() {}

    /**
     * {@return the text; empty when nothing is recalled} Times are in UTC; messages without text are omitted.
     *
     * @param recalled the result of a recall
     */
    public static String of(Recalled recalled) {
        StringBuilder out = new StringBuilder();
        recalled.workingMemory()
                .flatMap(WorkingMemory::content)
                .ifPresent(content -> out.append("<working_memory>\n")
                        .append(escaped(content))
                        .append("\n</working_memory>\n"));
        conversation(out, "this", recalled.sameThread());
        Map<String, List<RecalledMessage>> threads = new LinkedHashMap<>();
        recalled.otherThreads()
                .forEach(message -> threads.computeIfAbsent(message.message().threadId(), id -> new ArrayList<>())
                        .add(message));
        threads.values().forEach(messages -> conversation(out, "earlier", messages));
        return out.toString();
    }

    private static void conversation(StringBuilder out, String which, List<RecalledMessage> messages) {
        List<Message> texts = messages.stream()
                .map(RecalledMessage::message)
                .filter(message -> !message.text().isBlank())
                .toList();
        if (texts.isEmpty()) {
            return;
        }
        out.append("<recalled conversation=\"").append(which).append("\">\n");
        for (Message message : texts) {
            out.append('[')
                    .append(TIME.format(message.createdAt()))
                    .append("] ")
                    .append(oneLine(message.role().value()))
                    .append(": ")
                    .append(oneLine(message.text()))
                    .append('\n');
        }
        out.append("</recalled>\n");
    }

    /** Escapes line ends, so that a text cannot imitate several messages. */
    private static String oneLine(String text) {
        return escaped(text.strip()).replaceAll("\\R", "\\\\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
