package dev.agentstorage.examples.agent;

import dev.agentstorage.memory.Message;
import dev.agentstorage.recall.result.ToolDefinition;
import dev.agentstorage.value.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model that knows only what it is given: it answers a question with the line of the prompt or history that has most of its words, and calls the tool
 * for what begins with {@code "Remember: "}. Stateless.
 */
public final class FakeModel implements Model {
    /** What it says when no line has a word of the question. */
    public static final String IGNORANT = "I do not know.";

    private static final String REMEMBER = "Remember: ";
    private static final int SHORTEST_WORD = 4;

    /** Makes one. */
    public FakeModel() {}

    @Override
    public Reply reply(String system, List<Message> history, String question, ToolDefinition tool) {
        if (question.startsWith(REMEMBER)) {
            return new Reply("Noted.", List.of(Json.of(Map.of("memory", question.substring(REMEMBER.length())))));
        }
        if (!question.endsWith("?")) {
            return new Reply("I see.", List.of());
        }
        Set<String> asked = words(question).collect(Collectors.toSet());
        String answer = IGNORANT;
        long best = 0;
        for (String line : Stream.concat(system.lines(), history.stream().map(Message::text))
                .toList()) {
            long shared = words(line).filter(asked::contains).distinct().count();
            if (shared > best) {
                best = shared;
                answer = line;
            }
        }
        return new Reply(answer, List.of());
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("\\W+")).filter(word -> word.length() >= SHORTEST_WORD);
    }
}
