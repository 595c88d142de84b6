package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON values in text columns, as Mastra writes and reads them: a string that is no JSON itself stands there without quotes, and what
 * can not be read as JSON is such a string. Stateless and thread-safe.
 */
final class SpanJson {
    /** What a JSON text can begin with, after whitespace. */
    private static final String BEGINNINGS = "{[\"-0123456789tfn";

    private SpanJson() {}

    /** Returns the text of a value in its column; null for none. */
    static @Nullable String write(Optional<Json> value) {
        if (value.isEmpty()) {
            return null;
        }
        Json json = value.get();
        if (json.text().stripLeading().startsWith("\"")) {
            String string = json.string().orElse("");
            // written with other escapes than the usual ones it would not come back to the character
            if (isPlain(string) && Json.of(string).text().equals(json.text())) {
                return string;
            }
        }
        return json.text();
    }

    /** Returns the value of a column's text; empty for null. */
    static Optional<Json> read(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Json json = parsed(text);
        return Optional.of(json == null ? Json.of(text) : json);
    }

    /** Returns the text of an object in its column; null for the empty one. */
    static @Nullable String writeObject(Json object) {
        String text = object.text();
        return text.equals("{}") ? null : text;
    }

    /** Returns the text of tags in their column; null for none. */
    static @Nullable String writeTags(List<String> tags) {
        return tags.isEmpty() ? null : Json.of(tags).text();
    }

    /** Returns the tags of a column's text; one that is no string is given as its JSON text. */
    static List<String> readTags(@Nullable String text) {
        Json json = text == null ? null : parsed(text);
        return json == null
                ? List.of()
                : json.elements().stream()
                        .map(tag -> tag.string().orElse(tag.text()))
                        .toList();
    }

    private static boolean isPlain(String string) {
        return string.indexOf('\0') < 0 && Utf8.loneSurrogate(string) < 0 && parsed(string) == null;
    }

    /** Returns the document that the text is, or null when it is none. */
    private static @Nullable Json parsed(String text) {
        // most strings are told by their first character, without the cost of an exception
        String begin = text.stripLeading();
        if (begin.isEmpty() || BEGINNINGS.indexOf(begin.charAt(0)) < 0) {
            return null;
        }
        try {
            return Json.parse(text);
        } catch (InvalidRequest e) {
            return null;
        }
    }
}
