package dev.agentstorage.benchmarks.recall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentstorage.benchmarks.recall.Dialogue.Question;
import dev.agentstorage.benchmarks.recall.Dialogue.Session;
import dev.agentstorage.benchmarks.recall.Dialogue.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads the JSON format of LoCoMo: a list of samples, each with a {@code conversation} of sessions and a list {@code qa} of questions.
 * Sessions without turns and questions without evidence are left out.
 */
final class LocomoFile {
    private static final Pattern SESSION = Pattern.compile("session_(\\d+)");

    /** Some strings hold several ids, {@code D:11:26} means {@code D11:26}, and numbers may begin with a zero. */
    private static final Pattern ID = Pattern.compile("D:?(\\d+):(\\d+)");

    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("h:mm a 'on' d MMMM, yyyy")
            .toFormatter(Locale.ENGLISH);

    private LocomoFile() {}

    static List<Dialogue> read(Path file) throws IOException {
        return parse(new ObjectMapper().readTree(file.toFile()));
    }

    static List<Dialogue> parse(JsonNode samples) {
        if (!samples.isArray() || samples.isEmpty()) {
            throw new IllegalArgumentException("the file is not a list of samples");
        }
        return elements(samples)
                .map(sample -> new Dialogue(sessions(sample.path("conversation")), questions(sample.path("qa"))))
                .toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<Session> sessions(JsonNode conversation) {
        List<String> names = new ArrayList<>();
        conversation.fieldNames().forEachRemaining(name -> {
            if (SESSION.matcher(name).matches() && !conversation.get(name).isEmpty()) {
                names.add(name);
            }
        });
        names.sort(Comparator.comparingInt(LocomoFile::number));
        return names.stream()
                .map(name -> new Session(
                        name,
                        start(conversation.path(name + "_date_time").asText()),
                        elements(conversation.get(name)).map(LocomoFile::turn).toList()))
                .toList();
    }

    private static int number(String session) {
        return Integer.parseInt(session.substring(session.indexOf('_') + 1));
    }

    private static Instant start(String date) {
        try {
            return LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "the date of a session must be like '1:56 pm on 8 May, 2023', not '" + date + "'", e);
        }
    }

    private static Turn turn(JsonNode turn) {
        String caption = turn.path("blip_caption").asText();
        String id = turn.path("dia_id").asText();
        return new Turn(
                ids(id).stream().findFirst().orElse(id),
                turn.path("speaker").asText() + ": " + turn.path("text").asText()
                        + (caption.isEmpty() ? "" : " [shared " + caption + "]"));
    }

    private static List<Question> questions(JsonNode questions) {
        return elements(questions)
                .map(question -> new Question(
                        question.path("question").asText(),
                        question.path("category").asText("-"),
                        evidence(question.path("evidence"))))
                .filter(question -> !question.evidence().isEmpty())
                .toList();
    }

    private static Set<String> evidence(JsonNode evidence) {
        Set<String> ids = new LinkedHashSet<>();
        elements(evidence).forEach(text -> ids.addAll(ids(text.asText())));
        return ids;
    }

    /** Returns the ids of turns in a text, each in its regular form. */
    static List<String> ids(String text) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = ID.matcher(text);
        while (matcher.find()) {
            ids.add("D" + Integer.parseInt(matcher.group(1)) + ":" + Integer.parseInt(matcher.group(2)));
        }
        return ids;
    }
}
