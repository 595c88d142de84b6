package dev.agentstorage.chattck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Measures which parts of single messages are kept. */
final class Contents<M> {
    private final Messages<M> messages;
    private final Conversations<M> conversations;

    Contents(Messages<M> messages, Conversations<M> conversations) {
        this.messages = messages;
        this.conversations = conversations;
    }

    Finding parts(Property property, List<Sample<M>> samples) {
        Tally tally = new Tally();
        samples.forEach(sample -> tally.add(sample.name(), problem(sample)));
        return tally.finding(property);
    }

    /** Tests one message of each type. */
    Finding equality() {
        Tally tally = new Tally();
        messages.samples().getOrDefault(Property.MESSAGE_TYPES, List.of()).stream()
                .map(sample -> new Sample<M>(sample.name(), sample.before(), sample.message(), Optional::of))
                .forEach(sample -> tally.add(sample.name(), problem(sample)));
        return tally.finding(Property.EQUALITY);
    }

    Finding texts() {
        Tally tally = new Tally();
        unusualTexts().forEach((name, text) -> {
            Function<M, Optional<?>> part = message -> Optional.of(messages.text(message));
            M message;
            try {
                message = messages.user(text);
            } catch (RuntimeException e) {
                return; // the framework has no such message
            }
            tally.add(name, problem(new Sample<>(name, List.of(), message, part)));
        });
        return tally.finding(Property.TEXTS);
    }

    private static Map<String, String> unusualTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("an empty text", "");
        texts.put("a blank text", "   ");
        texts.put("blanks and line ends around a text", " \r\n\tHello \n\n");
        texts.put("quotes and a backslash", "it's \"C:\\temp\" -- ; {{name}} ${name}");
        texts.put("an emoji of several code points", "\uD83D\uDC69\u200D\uD83D\uDD2C");
        texts.put("a combining mark", "Zu\u0308rich");
        texts.put("right-to-left text with a control", "\u202E\u05E9\u05DC\u05D5\u05DD\u202C");
        texts.put("a non-character", "\uFFFF");
        texts.put("NUL", "a\u0000b");
        texts.put("half a surrogate pair", "a\uD83Db");
        texts.put("a text of 1 MiB", "0123456789abcdef".repeat(65_536));
        return texts;
    }

    /** Returns the problem with the part after it was stored and read; empty if it is unchanged. */
    private String problem(Sample<M> sample) {
        Object id = UUID.randomUUID().toString();
        List<M> written = new ArrayList<>(sample.before());
        written.add(sample.message());
        List<M> read;
        try {
            conversations.write(id, written);
            read = Lists.orEmpty(conversations.read(id));
        } catch (RuntimeException e) {
            return Show.refusal(e);
        }
        String type = messages.type(sample.message());
        for (int i = read.size() - 1; i >= 0; i--) {
            if (messages.type(read.get(i)).equals(type)) {
                return compare(sample, read.get(i));
            }
        }
        return read.size() < written.size() ? "not kept" : "is returned as " + messages.type(read.get(read.size() - 1));
    }

    private static <T> String compare(Sample<T> sample, T read) {
        Optional<?> before = sample.part().apply(sample.message());
        Optional<?> after = sample.part().apply(read);
        if (before.equals(after)) {
            return "";
        }
        if (after.isEmpty()) {
            return "not kept";
        }
        boolean whole = before.isPresent() && before.get() == sample.message();
        return whole ? "differs" : Show.value(before) + " is returned as " + Show.value(after);
    }
}
