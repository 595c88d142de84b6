package dev.agentstorage.recall.internal.index;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Role;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The indexed text of a message. Stateless. */
final class MessageTexts {
    /** Enough for a question; the answer to a long document is still found by its own words. */
    private static final int CONTEXT_CHARACTERS = 500;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private MessageTexts() {}

    /** Returns what is searched by words: the day of the message, so that "in May" finds it, what it answers, and the part itself. */
    static String searched(Message message, String context, String part) {
        String day = DAY.format(message.createdAt());
        return context.isEmpty() ? day + "\n" + part : day + "\n" + context + "\n" + part;
    }

    /** Returns the text that can be found; empty for a message without text, and for instructions of the system. */
    static String of(Message message) {
        return message.role().equals(Role.SYSTEM)
                ? ""
                : storable(message.text()).strip();
    }

    /** Returns the end of a text, from a whole word on, as the context of what answers it. */
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

    /** JSON can hold NUL and half pairs, which no vector store takes. */
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
