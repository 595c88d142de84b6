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
 * Writes what is recalled as text for a system prompt: one element for each conversation, and in it one line for each message with its time,
 * role and text. The history is not in it: its messages go to the model as messages. Whatever users wrote is escaped, so that no text can
 * end an element, begin one, or add a line that looks like another message. Stateless.
 */
public final class PromptText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PromptText() {}

    /**
     * {@return the text; empty when nothing is recalled} Times are UTC, messages without text are left out.
     *
     * @param recalled what was recalled
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

    /** Line ends become visible, so that a text cannot pretend to be two messages. */
    private static String oneLine(String text) {
        return escaped(text.strip()).replaceAll("\\R", "\\\\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
