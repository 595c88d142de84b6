package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.value.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects and tags of spans in text columns; other values are a {@link JsonColumn}. Stateless and thread-safe. */
final class SpanJson {
    private SpanJson() {}

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
        return JsonColumn.read(text).map(Json::elements).orElse(List.of()).stream()
                .map(tag -> tag.string().orElse(tag.text()))
                .toList();
    }
}
