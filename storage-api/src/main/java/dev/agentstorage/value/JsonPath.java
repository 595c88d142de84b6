package dev.agentstorage.value;

import dev.agentstorage.internal.Checks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path into a JSON document, built step by step. Building a path never fails; the last method returns the value if it exists:
 * {@code json.path("parts").path(0).path("text").string()}. A step by name finds nothing in a value that is not a JSON object, and a step by index
 * nothing in a value that is not an array.
 *
 * <p>Every read searches the document again. In a large document that is one scan of its text, which builds only the result; to iterate
 * over an array, call {@link #elements()} once.
 *
 * <p>Thread-safe.
 */
public final class JsonPath {
    private final Json document;
    private final @Nullable JsonPath parent;
    private final String token;
    /** The index of an element, or -1 for a step by name. */
    private final int index;

    private JsonPath(Json document, @Nullable JsonPath parent, String token, int index) {
        this.document = document;
        this.parent = parent;
        this.token = token;
        this.index = index;
    }

    static JsonPath of(Json document, @Nullable JsonPath parent, String name) {
        return new JsonPath(document, parent, Checks.notNull("name", name), -1);
    }

    static JsonPath of(Json document, @Nullable JsonPath parent, int index) {
        return new JsonPath(document, parent, Integer.toString(index), index < 0 ? Integer.MAX_VALUE : index);
    }

    /**
     * {@return the path extended by the member with this name}
     *
     * @param name the name of the member
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public JsonPath path(String name) {
        return of(document, this, name);
    }

    /**
     * {@return the path extended by the element at this index; a negative index finds nothing}
     *
     * @param index the index, from 0
     */
    public JsonPath path(int index) {
        return of(document, this, index);
    }

    /** {@return whether a value exists; JSON {@code null} is a value} */
    public boolean isPresent() {
        return find() != null;
    }

    /** {@return the value, of any kind} */
    public Optional<Json> json() {
        return Optional.ofNullable(find()).map(Json::wrap);
    }

    /** {@return the text of the JSON string; empty for any other kind} */
    public Optional<String> string() {
        return find() instanceof JsonNode.Str str ? Optional.of(str.value()) : Optional.empty();
    }

    /**
     * Converts the value to a Java type like {@link Json#as}, for example a number, a boolean, an instant or a record; empty when it is
     * missing or JSON {@code null}.
     *
     * @param <T> the type of the value
     * @param type the Java type
     * @return the value
     * @throws dev.agentstorage.error.InvalidRequestException {@code json-unconvertible} when it does not fit the type
     */
    public <T> Optional<T> as(Class<T> type) {
        JsonNode found = find();
        return found == null || found instanceof JsonNode.Nul
                ? Optional.empty()
                : Optional.ofNullable(Json.wrap(found).as(type));
    }

    /** {@return the elements of the array, in order; empty for any other kind; unmodifiable} */
    public List<Json> elements() {
        return elements(find());
    }

    /** {@return the members of the object, in order; empty for any other kind; unmodifiable} */
    public Map<String, Json> members() {
        return members(find());
    }

    /** Returns the path as a JSON Pointer (RFC 6901). */
    @Override
    public String toString() {
        return pointer(steps().stream().map(step -> step.token).toList());
    }

    static List<Json> elements(@Nullable JsonNode node) {
        return node instanceof JsonNode.Arr arr
                ? arr.elements().stream().map(Json::wrap).toList()
                : List.of();
    }

    static Map<String, Json> members(@Nullable JsonNode node) {
        if (!(node instanceof JsonNode.Obj obj)) {
            return Map.of();
        }
        Map<String, Json> members = new LinkedHashMap<>();
        obj.members().forEach((name, value) -> members.put(name, Json.wrap(value)));
        return Collections.unmodifiableMap(members);
    }

    /** Returns the JSON Pointer of these tokens. */
    static String pointer(Iterable<String> tokens) {
        StringBuilder pointer = new StringBuilder();
        for (String token : tokens) {
            pointer.append('/').append(token.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    /** Returns the name of the member that this step goes to, or null when it goes to an element. */
    @Nullable
    String name() {
        return index < 0 ? token : null;
    }

    /** Returns the index of the element that this step goes to, or -1 when it goes to a member. */
    int index() {
        return index;
    }

    private @Nullable JsonNode find() {
        return document.find(steps());
    }

    private List<JsonPath> steps() {
        Deque<JsonPath> steps = new ArrayDeque<>();
        for (JsonPath step = this; step != null; step = step.parent) {
            steps.addFirst(step);
        }
        return new ArrayList<>(steps);
    }
}
