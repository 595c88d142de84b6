package dev.agentstorage.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.internal.Checks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One immutable JSON document (RFC 8259). It is checked by one scan when it is made from text, and parsed only when somebody looks
 * inside; {@link #text()} is exactly what was given. Two documents are equal when they are structurally equal: members in any order,
 * numbers by their decimal value ({@code 1.0} equals {@code 1}). Where an object names a member more than once, the last one counts for
 * everything but the text, and no other document that is made of this one has the others (rule {@code CORE-24}).
 *
 * <p>A NUL character or half of a surrogate pair inside a JSON string is carried as its {@code \}{@code u} escape and survives every backend
 * (rule {@code CORE-06}); a member's name with half of a pair is refused. Limits: nesting of {@value #MAX_DEPTH} levels, numbers of {@value #MAX_NUMBER_LENGTH} characters.
 *
 * <p>Thread-safe.
 */
public final class Json {
    /** The deepest nesting of arrays and objects that is accepted. */
    public static final int MAX_DEPTH = 500;

    /** The longest number that is accepted, in characters. */
    public static final int MAX_NUMBER_LENGTH = 1000;

    /** The empty object, <code>{}</code>. */
    public static final Json EMPTY_OBJECT = new Json("{}", null);

    /** The value {@code null}. */
    public static final Json NULL = new Json("null", JsonNode.Nul.INSTANCE);

    /** A text of so many characters costs little as a tree, which then answers every further question. */
    private static final int SMALL = 1000;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonReader.FACTORY);

    private final String text;
    private volatile @Nullable JsonNode root;

    private Json(String text, @Nullable JsonNode root) {
        this.text = text;
        this.root = root;
    }

    /**
     * Takes a document from its text, which is kept to the character.
     *
     * @throws InvalidRequest {@code json-malformed} with the character {@code offset} when the text is not exactly one JSON value,
     *     {@code json-lone-surrogate} when it holds half of a surrogate pair unescaped, {@code null-argument}
     */
    public static Json parse(String text) {
        JsonReader.scan(Checks.notNull("text", text));
        return new Json(text, null);
    }

    /**
     * Makes a document of a Java value: {@code null}, {@code Json}, {@code String}, {@code Boolean}, numbers, maps with string keys,
     * collections, arrays; and of beans and records by their properties.
     *
     * @throws InvalidRequest {@code json-unconvertible} when the value has no JSON form (NaN, a cycle, an unknown type, a member's name with
     *     half of a surrogate pair)
     */
    public static Json of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        JsonNode node = node(value, 0);
        JsonWriter.canonical(out, node);
        return new Json(out.toString(), node);
    }

    /** Returns the text as it was given, or the compact form when the document was made of a Java value. */
    public String text() {
        return text;
    }

    /** Returns the length of the text in UTF-8, in bytes. */
    public long sizeInBytes() {
        return Utf8.length(text);
    }

    /** Returns what kind of value the document is. */
    public JsonKind kind() {
        return JsonReader.kind(text);
    }

    /** Returns whether the document is an object. */
    public boolean isObject() {
        return kind() == JsonKind.OBJECT;
    }

    /**
     * Returns the document in the one form in which metadata, scopes and tags are stored: compact, members in their order (names that
     * are array indexes first, as in ECMAScript), of several members of one name the last one in the place of the first, escapes only where
     * needed, numbers with all digits as given.
     */
    public Json canonical() {
        StringBuilder out = new StringBuilder(text.length());
        JsonNode node = root();
        JsonWriter.canonical(out, node);
        return out.compareTo(new StringBuilder(text)) == 0 ? this : new Json(out.toString(), node);
    }

    /**
     * Returns the document as Java values: unmodifiable {@code Map} and {@code List}, {@code String}, {@code Boolean}, {@code null}, and
     * numbers as {@code Integer}, {@code Long}, {@code BigInteger} or {@code BigDecimal}, whichever is exact.
     *
     * @throws InvalidRequest {@code json-unconvertible} when the exponent of a number is beyond what {@code BigDecimal} holds
     */
    public @Nullable Object toJava() {
        return root().toJava();
    }

    /**
     * Reads the document into a Java type: a bean, a record, a collection class, a scalar.
     *
     * @throws InvalidRequest {@code json-unconvertible} when it does not fit the type
     */
    public <T> T as(Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new InvalidRequest(
                    "json-unconvertible", "the JSON value does not fit the type", Map.of("type", type.getName()), e);
        }
    }

    /** Returns the member of that name; empty when there is none or the document is no object. */
    public Optional<Json> get(String name) {
        JsonNode tree = root;
        if (tree == null && text.length() > SMALL) {
            // one member of a large document is looked up without building all others
            return isObject()
                    ? Optional.ofNullable(JsonReader.member(text, name)).map(Json::wrap)
                    : Optional.empty();
        }
        return root() instanceof JsonNode.Obj obj
                ? Optional.ofNullable(obj.members().get(name)).map(Json::wrap)
                : Optional.empty();
    }

    /**
     * Returns the value at a JSON Pointer (RFC 6901), for example {@code /parts/0/text}; the empty pointer is the document itself;
     * empty when nothing is there.
     *
     * @throws InvalidRequest {@code json-pointer-invalid} when the pointer is not empty and does not begin with a slash
     */
    public Optional<Json> at(String pointer) {
        if (Checks.notNull("pointer", pointer).isEmpty()) {
            return Optional.of(this);
        }
        if (pointer.charAt(0) != '/') {
            throw new InvalidRequest(
                    "json-pointer-invalid", "a JSON Pointer begins with a slash", Map.of("pointer", pointer));
        }
        JsonNode node = root();
        for (String token : pointer.substring(1).split("/", -1)) {
            JsonNode next = step(node, token.replace("~1", "/").replace("~0", "~"));
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return Optional.of(wrap(node));
    }

    /** Returns the members of an object in their order; empty for any other kind; unmodifiable. */
    public Map<String, Json> members() {
        if (!(root() instanceof JsonNode.Obj obj)) {
            return Map.of();
        }
        Map<String, Json> members = new LinkedHashMap<>();
        obj.members().forEach((name, value) -> members.put(name, wrap(value)));
        return Collections.unmodifiableMap(members);
    }

    /** Returns the elements of an array in their order; empty for any other kind; unmodifiable. */
    public List<Json> elements() {
        return root() instanceof JsonNode.Arr arr
                ? arr.elements().stream().map(Json::wrap).toList()
                : List.of();
    }

    /** Returns the text of a JSON string; empty for any other kind. */
    public Optional<String> string() {
        return root() instanceof JsonNode.Str str ? Optional.of(str.value()) : Optional.empty();
    }

    /**
     * Returns whether this document holds everything that the other one has: objects member by member, arrays element by element in any
     * order, scalars by value. This is what every metadata, scope and tag filter means (rule {@code CORE-07}). To look for one part in many
     * documents use {@link FilterWork}.
     *
     * @throws dev.agentstorage.error.TooLarge {@code filter-too-costly} when it takes more than {@link FilterWork#MAX_COMPARISONS}, which
     *     only arrays and objects in arrays can
     */
    public boolean contains(Json part) {
        return new FilterWork()
                .contains(Optional.of(Checks.notNull("part", part)))
                .test(this);
    }

    /**
     * Merges an object into this one, one level deep: a member of the patch replaces the member of that name, a {@code null} member
     * removes it, all others stay in their order.
     *
     * @throws InvalidRequest {@code json-not-object} when either of the two is no object
     */
    public Json merge(Json patch) {
        if (!(root() instanceof JsonNode.Obj base) || !(patch.root() instanceof JsonNode.Obj changes)) {
            throw new InvalidRequest("json-not-object", "only JSON objects can be merged", Map.of());
        }
        Map<String, JsonNode> merged = new LinkedHashMap<>(base.members());
        changes.members().forEach((name, value) -> {
            if (value instanceof JsonNode.Nul) {
                merged.remove(name);
            } else {
                merged.put(name, value);
            }
        });
        return wrap(new JsonNode.Obj(merged));
    }

    /**
     * Returns this object with one member set, in its old place or at the end.
     *
     * @throws InvalidRequest {@code json-not-object} when this is no object, {@code json-unconvertible} when it would be nested too deep
     */
    public Json with(String name, Json value) {
        if (!(root() instanceof JsonNode.Obj base)) {
            throw new InvalidRequest("json-not-object", "only JSON objects have members", Map.of());
        }
        JsonNode member = node(value, 1);
        if (Utf8.loneSurrogate(Checks.notNull("name", name)) >= 0) {
            throw unconvertible(name, null);
        }
        Map<String, JsonNode> members = new LinkedHashMap<>(base.members());
        members.put(name, member);
        return wrap(new JsonNode.Obj(members));
    }

    /** Returns whether the other object is a document that is structurally equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Json json && (text.equals(json.text) || JsonNode.same(root(), json.root()));
    }

    /** Returns a hash of the structure. */
    @Override
    public int hashCode() {
        return JsonNode.hash(root());
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }

    /** Appends the text that all equal documents share. */
    void appendNormal(StringBuilder out) {
        JsonWriter.normal(out, root());
    }

    JsonNode root() {
        JsonNode node = root;
        if (node == null) {
            node = JsonReader.parse(text);
            root = node;
        }
        return node;
    }

    private static Json wrap(JsonNode node) {
        StringBuilder out = new StringBuilder();
        JsonWriter.canonical(out, node);
        return new Json(out.toString(), node);
    }

    private static @Nullable JsonNode step(JsonNode node, String token) {
        if (node instanceof JsonNode.Obj obj) {
            return obj.members().get(token);
        }
        if (node instanceof JsonNode.Arr arr && token.matches("0|[1-9][0-9]{0,8}")) {
            int index = Integer.parseInt(token);
            return index < arr.elements().size() ? arr.elements().get(index) : null;
        }
        return null;
    }

    private static JsonNode node(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw unconvertible(value, null);
        }
        if (value == null) {
            return JsonNode.Nul.INSTANCE;
        } else if (value instanceof Json json) {
            JsonNode root = json.root();
            if (depth + JsonNode.height(root) > MAX_DEPTH) {
                throw unconvertible(value, null);
            }
            return root;
        } else if (value instanceof CharSequence chars) {
            return new JsonNode.Str(chars.toString());
        } else if (value instanceof Boolean bool) {
            return new JsonNode.Bool(bool);
        } else if (value instanceof Number number) {
            return number(number);
        } else if (value instanceof Map<?, ?> map) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            map.forEach((name, member) -> {
                if (!(name instanceof String key) || Utf8.loneSurrogate(key) >= 0) {
                    throw unconvertible(value, null);
                }
                members.put(key, node(member, depth + 1));
            });
            return new JsonNode.Obj(members);
        } else if (value instanceof Iterable<?> elements) {
            List<JsonNode> nodes = new ArrayList<>();
            elements.forEach(element -> nodes.add(node(element, depth + 1)));
            return new JsonNode.Arr(nodes);
        } else if (value instanceof Object[] elements) {
            List<JsonNode> nodes = new ArrayList<>();
            for (Object element : elements) {
                nodes.add(node(element, depth + 1));
            }
            return new JsonNode.Arr(nodes);
        }
        return bean(value, depth);
    }

    private static JsonNode number(Number number) {
        String text = number.toString();
        if (text.length() > MAX_NUMBER_LENGTH || !NUMBER.matcher(text).matches()) {
            throw unconvertible(number, null);
        }
        return new JsonNode.Num(text);
    }

    private static JsonNode bean(Object value, int depth) {
        try {
            Object converted = MAPPER.convertValue(value, Object.class);
            if (converted != null && converted.getClass() == value.getClass()) {
                throw unconvertible(value, null);
            }
            return node(converted, depth + 1);
        } catch (IllegalArgumentException e) {
            throw unconvertible(value, e);
        }
    }

    private static InvalidRequest unconvertible(@Nullable Object value, @Nullable Throwable cause) {
        return new InvalidRequest(
                "json-unconvertible",
                "the value has no JSON form",
                Map.of("type", value == null ? "null" : value.getClass().getName()),
                cause);
    }
}
