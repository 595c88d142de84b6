package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.JsonColumn;
import dev.agentstorage.value.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The column values of scope, metadata and tags of spans; other values are a {@link JsonColumn}. Stateless and thread-safe. */
final class SpanJson {
    private SpanJson() {}

    /** Returns the text of scope or metadata in its column; null for the empty object. */
    static @Nullable String writeMetadata(Json metadata) {
        String text = JsonColumn.write(metadata);
        return text.equals("{}") ? null : text;
    }

    /** Returns the text of tags in their column; null for none. */
    static @Nullable String writeTags(List<String> tags) {
        return tags.isEmpty() ? null : Json.of(tags).text();
    }
}
