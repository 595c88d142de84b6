package dev.agentstorage.chattck;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** Measures the ids that conversations can have. */
final class Ids<M> {
    private static final List<Integer> LENGTHS = List.of(1, 36, 37, 64, 100, 255, 256, 1_000, 3_000, 10_000);

    private final Messages<M> messages;
    private final Conversations<M> conversations;
    private final SplittableRandom random = new SplittableRandom();

    Ids(Messages<M> messages, Conversations<M> conversations) {
        this.messages = messages;
        this.conversations = conversations;
    }

    List<Finding> findings() {
        return List.of(types(), lengths(), characters(), similar());
    }

    private Finding types() {
        Map<String, Object> ids = messages.typedIds();
        if (ids.isEmpty()) {
            return new Finding(Property.ID_TYPES, "strings only, by the interface", List.of());
        }
        Tally tally = new Tally();
        ids.forEach((type, id) -> tally.add(type, problem(id)));
        return tally.finding(Property.ID_TYPES);
    }

    private Finding lengths() {
        List<String> examples = new ArrayList<>();
        int longest = 0;
        for (int length : LENGTHS) {
            String problem = problem(letters(length));
            if (!problem.isEmpty()) {
                examples.add(Show.count(length) + " characters: " + problem);
                break;
            }
            longest = length;
        }
        return new Finding(
                Property.ID_LENGTH,
                examples.isEmpty() ? "at least " + Show.count(longest) : "up to " + Show.count(longest),
                examples);
    }

    private Finding characters() {
        String unique = letters(12);
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("a blank in the middle", unique + " " + unique);
        ids.put("slashes and dots", "../" + unique + "/%2F");
        ids.put("quotes", "'" + unique + "\"; --");
        ids.put("wildcards", "%" + unique + "_*");
        ids.put("colons and braces", "a:{" + unique + "}:b");
        ids.put("a line end", unique + "\n");
        ids.put("an emoji", unique + "\uD83D\uDE80");
        ids.put("NUL", unique + "\u0000");
        ids.put("half a surrogate pair", unique + "\uD83D");
        ids.put("the empty id", "");
        ids.put("a blank id", " ");
        Tally tally = new Tally();
        ids.forEach((name, id) -> tally.add(name, problem(id)));
        return tally.finding(Property.ID_CHARACTERS);
    }

    private Finding similar() {
        String unique = letters(12);
        Tally tally = new Tally();
        tally.add("upper and lower case", mixUp("a" + unique, "A" + unique));
        tally.add("a blank at the end", mixUp("b" + unique, "b" + unique + " "));
        tally.add("a blank at the start", mixUp("c" + unique, " c" + unique));
        String composed = "d\u00FC" + unique;
        tally.add(
                "a composed and a decomposed letter",
                mixUp(composed, Normalizer.normalize(composed, Normalizer.Form.NFD)));
        tally.add("an accent", mixUp("e" + unique, "\u00E9" + unique));
        tally.add("a wildcard", mixUp("f" + unique, "f" + unique.substring(0, 6) + "%"));
        List<Map.Entry<String, Object>> typed =
                new ArrayList<>(messages.typedIds().entrySet());
        typed.removeIf(entry -> entry.getValue() instanceof String);
        for (Map.Entry<String, Object> entry : typed) {
            tally.add(
                    entry.getKey() + " and the string of it",
                    mixUp(entry.getValue(), entry.getValue().toString()));
        }
        return tally.finding(Property.ID_DISTINCT);
    }

    /** Returns why a conversation cannot be stored and read with an id; empty if it can. */
    private String problem(Object id) {
        String text = "text " + UUID.randomUUID();
        try {
            conversations.write(id, List.of(messages.user(text)));
            List<String> read = Lists.texts(messages, conversations.read(id));
            conversations.delete(id);
            return read.equals(List.of(text))
                    ? ""
                    : read.isEmpty() ? "nothing is read back" : "other messages are read";
        } catch (RuntimeException e) {
            return Show.refusal(e);
        }
    }

    private String mixUp(Object one, Object other) {
        try {
            conversations.write(one, List.of(messages.user("one")));
            conversations.write(other, List.of(messages.user("other")));
            boolean apart = Lists.texts(messages, conversations.read(one)).equals(List.of("one"))
                    && Lists.texts(messages, conversations.read(other)).equals(List.of("other"));
            conversations.delete(one);
            conversations.delete(other);
            return apart ? "" : "one conversation";
        } catch (RuntimeException e) {
            return Show.refusal(e);
        }
    }

    /** Returns an id without a pattern, which cannot be compressed. */
    private String letters(int length) {
        StringBuilder letters = new StringBuilder(length);
        while (letters.length() < length) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        return letters.toString();
    }
}
