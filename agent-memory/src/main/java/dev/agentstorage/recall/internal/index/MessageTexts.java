package dev.agentstorage.recall.internal.index;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Role;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The indexed text of a message. Stateless. */
final class MessageTexts {
    /** Long enough for a question; the answer to a long document can be found by its own words. */
    private static final int CONTEXT_CHARACTERS = 500;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private MessageTexts() {}

    /** Returns the text for lexical search: the date of the message, so that "in May" finds it, the text it answers, and the part itself. */
    static String searched(Message message, String context, String part) {
        String day = DAY.format(message.createdAt());
        return context.isEmpty() ? day + "\n" + part : day + "\n" + context + "\n" + part;
    }

    /** Returns the searchable text; empty for messages without text and for system messages. */
    static String of(Message message) {
        return message.role().equals(Role.SYSTEM)
                ? ""
                : storable(message.text()).strip();
    }

    /** Returns the end of a text, starting at a whole word, as the context of its answer. */
    static String contextOf(String text) {
        if (text.length() <= CONTEXT_CHARACTERS) {
            return text;
        }
        int start = text.length() - CONTEXT_CHARACTERS;
        for (int i = start; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return text.substring(i).strip();
            }
        }
        return text.substring(Character.isLowSurrogate(text.charAt(start)) ? start + 1 : start);
    }

    /** Replaces NUL and lone surrogates, which JSON can contain and vector stores reject, with spaces. */
    private static String storable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                        ? ' '
                        : point)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
