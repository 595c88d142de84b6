package dev.agentstorage.value;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One immutable JSON document (RFC 8259). The text is validated by one scan, and parsed only when members are read; {@link #text()} returns
 * it unchanged. Documents are equal when they are structurally equal: members in any order, numbers by their decimal value ({@code 1.0}
 * equals {@code 1}). If an object repeats a member name, the last member counts everywhere except in the text, and documents derived from
 * this one contain only the last (rule {@code CORE-24}).
 *
 * <p>A NUL character or an unpaired surrogate in a JSON string is kept as its {@code \}{@code u} escape and supported by every backend
 * (rule {@code CORE-06}); a member name with an unpaired surrogate is rejected. Limits: nesting of {@value #MAX_DEPTH} levels, numbers of
 * {@value #MAX_NUMBER_LENGTH} characters.
 *
 * <p>Thread-safe.
 */
public final class Json {
    /** Maximum nesting of arrays and objects. */
    public static final int MAX_DEPTH = 500;

    /** Maximum length of a number, in characters. */
    public static final int MAX_NUMBER_LENGTH = 1000;

    /** The empty object, <code>{}</code>. */
    public static final Json EMPTY_OBJECT = new Json("{}", null);

    /** The value {@code null}. */
    public static final Json NULL = new Json("null", JsonNode.Nul.INSTANCE);

    /** A text of at most this length is cheap to keep as a tree, which speeds up later reads. */
    private static final int SMALL = 1000;

    private final String text;
    private volatile @Nullable JsonNode root;

    private Json(String text, @Nullable JsonNode root) {
        this.text = text;
        this.root = root;
    }

    /**
     * Parses a document; its text is kept unchanged.
     *
     * @param text the JSON text
     * @return the document
     * @throws InvalidRequestException {@code json-malformed} with the character {@code offset} when the text is not exactly one JSON value,
     *     {@code json-lone-surrogate} when it contains an unescaped unpaired surrogate, {@code null-argument}
     */
    public static Json parse(String text) {
        JsonReader.scan(Checks.notNull("text", text));
        return new Json(text, null);
    }

    /**
     * Converts a Java value to a document. Every value has the same form at any place:
     *
     * <table>
     * <caption>Forms of values</caption>
     * <tr><th>value</th><th>form</th></tr>
     * <tr><td>{@code null}, {@code Json}</td><td>itself</td></tr>
     * <tr><td>any {@code CharSequence}, {@code char}, {@code char[]}</td><td>a string</td></tr>
     * <tr><td>{@code boolean}</td><td>{@code true} or {@code false}</td></tr>
     * <tr><td>numbers</td><td>a number with all digits that {@code toString} gives; NaN and infinity are refused</td></tr>
     * <tr><td>enums</td><td>the name of the constant</td></tr>
     * <tr><td>{@link OpenValue}s, such as a role or a status</td><td>a string, its text</td></tr>
     * <tr><td>{@code Optional} and the like</td><td>the value, or {@code null} when there is none</td></tr>
     * <tr><td>maps</td><td>an object; a key is a {@code String}, or a value whose form is a string</td></tr>
     * <tr><td>collections, other {@code Iterable}s, arrays</td><td>an array</td></tr>
     * <tr><td>{@code byte[]}</td><td>a string in Base64 (RFC 4648, with padding)</td></tr>
     * <tr><td>{@code Instant}, {@code java.util.Date}</td><td>a string, ISO-8601 in UTC with 0, 3, 6 or 9 digits of the second:
     * {@code 2026-01-02T03:04:05.678Z}</td></tr>
     * <tr><td>{@code LocalDate}, {@code LocalTime}, {@code LocalDateTime}, {@code OffsetTime}, {@code OffsetDateTime},
     * {@code YearMonth}</td><td>a string, ISO-8601 with the offset as given: {@code 2026-01-02T03:04:00+02:00}</td></tr>
     * <tr><td>{@code ZonedDateTime}</td><td>the same with its zone: {@code 2026-01-02T03:04:00+01:00[Europe/Berlin]}</td></tr>
     * <tr><td>{@code Duration}, {@code Period}</td><td>a string, ISO-8601: {@code PT1M30.5S}</td></tr>
     * <tr><td>{@code UUID}, {@code URI}, {@code ZoneId}</td><td>a string, their text</td></tr>
     * <tr><td>{@code Locale}</td><td>a string, the language tag of BCP 47</td></tr>
     * <tr><td>records and beans</td><td>an object of their properties; one without a value is {@code null}</td></tr>
     * </table>
     *
     * <p>Other values have no form: lambdas, other classes of the JDK (a thread, a stream, a {@code Path}), and objects without properties
     * that are not records. {@link #as} converts the forms back.
     *
     * @param value the value
     * @return the document
     * @throws InvalidRequestException {@code json-unconvertible} when the value or a nested value has no form, contains itself, or is
     *     nested deeper than {@value #MAX_DEPTH} levels, or when a member name is not a string or has an unpaired surrogate; the details
     *     contain the JSON Pointer of the place as {@code path} (of the object, for a member name) and the class as {@code type}
     */
    public static Json of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        JsonNode node = JsonForms.of(value, 0);
        JsonWriter.canonical(out, node);
        return new Json(out.toString(), node);
    }

    /** {@return the original text, or the compact form if the document was created from a Java value} */
    public String text() {
        return text;
    }

    /** {@return the length of the text in UTF-8, in bytes} */
    public long sizeInBytes() {
        return Utf8.length(text);
    }

    /** {@return the kind of the value} */
    public JsonKind kind() {
        return JsonReader.kind(text);
    }

    /** {@return whether the document is an object} */
    public boolean isObject() {
        return kind() == JsonKind.OBJECT;
    }

    /**
     * {@return the canonical form, in which metadata, scopes and tags are stored: compact, members in their order (array-index names first,
     * as in ECMAScript), of repeated names the last member at the place of the first, escapes only where necessary, numbers with all digits
     * as given}
     */
    public Json canonical() {
        StringBuilder out = new StringBuilder(text.length());
        JsonNode node = root();
        JsonWriter.canonical(out, node);
        return out.compareTo(new StringBuilder(text)) == 0 ? this : new Json(out.toString(), node);
    }

    /**
     * {@return the document as Java values: unmodifiable {@code Map} and {@code List}, {@code String}, {@code Boolean}, {@code null}, and
     * numbers as {@code Integer}, {@code Long}, {@code BigInteger} or {@code BigDecimal}, whichever is exact}
     *
     * @throws InvalidRequestException {@code json-unconvertible} when the exponent of a number exceeds the range of {@code BigDecimal}
     */
    public @Nullable Object toJava() {
        return root().toJava();
    }

    /**
     * Converts the document to a Java type: a bean, a record, a collection class, a scalar, or any other type that {@link #of} supports.
     *
     * @param <T> the type of the value
     * @param type the Java type
     * @return the value
     * @throws InvalidRequestException {@code json-unconvertible} when it does not fit the type; the details contain the JSON Pointer of the
     *     offending value as {@code path} and the requested type as {@code type}
     */
    public <T> T as(Class<T> type) {
        return JsonForms.read(text, type);
    }

    /**
     * {@return the member with this name; empty when it is missing or the document is not a JSON object}
     *
     * @param name the name of the member
     */
    public Optional<Json> get(String name) {
        return path(name).json();
    }

    /**
     * Starts a path into this document with a member: {@code json.path("parts").path(0).path("text").string()}.
     *
     * @param name the name of the member
     * @return the path
     * @throws InvalidRequestException {@code null-argument}
     */
    public JsonPath path(String name) {
        return JsonPath.of(this, null, name);
    }

    /**
     * Starts a path into this document with an array element.
     *
     * @param index the index, from 0
     * @return the path
     */
    public JsonPath path(int index) {
        return JsonPath.of(this, null, index);
    }

    /**
     * {@return the value at a JSON Pointer (RFC 6901), for example {@code /parts/0/text}; the empty pointer is the document itself; empty
     * when there is no value}
     *
     * @param pointer the pointer
     * @throws InvalidRequestException {@code json-pointer-invalid} when the pointer is not empty and does not begin with a slash
     */
    public Optional<Json> at(String pointer) {
        if (Checks.notNull("pointer", pointer).isEmpty()) {
            return Optional.of(this);
        }
        if (pointer.charAt(0) != '/') {
            throw new InvalidRequestException(
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

    /** {@return the members of an object in order; empty for any other kind; unmodifiable} */
    public Map<String, Json> members() {
        return JsonPath.members(root());
    }

    /** {@return the elements of an array in order; empty for any other kind; unmodifiable} */
    public List<Json> elements() {
        return JsonPath.elements(root());
    }

    /** {@return the text of a JSON string; empty for any other kind} */
    public Optional<String> string() {
        return root() instanceof JsonNode.Str str ? Optional.of(str.value()) : Optional.empty();
    }

    /**
     * {@return whether this document contains everything in the other one: objects member by member, arrays element by element in any
     * order, scalars by value} All filters on metadata, scope and tags use this relation (rule {@code CORE-07}). To test many documents use
     * {@link FilterWork}.
     *
     * @param part the document to look for
     * @throws dev.agentstorage.error.TooLargeException {@code filter-too-costly} when it takes more than {@link FilterWork#MAX_COMPARISONS}
     *     comparisons; possible only with arrays or objects in arrays
     */
    public boolean contains(Json part) {
        return new FilterWork()
                .contains(Optional.of(Checks.notNull("part", part)))
                .test(this);
    }

    /**
     * Merges an object into this one, one level deep: a member of the patch replaces the member with the same name, a {@code null} member
     * removes it, all others stay in order.
     *
     * @param patch the object to merge
     * @return the merged object
     * @throws InvalidRequestException {@code json-not-object} when either document is not a JSON object
     */
    public Json merge(Json patch) {
        if (!(root() instanceof JsonNode.Obj base) || !(patch.root() instanceof JsonNode.Obj changes)) {
            throw new InvalidRequestException("json-not-object", "only JSON objects can be merged", Map.of());
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
     * {@return this object with one member replaced, or added at the end}
     *
     * @param name the name of the member
     * @param value the value
     * @throws InvalidRequestException {@code json-not-object} when this is not a JSON object, {@code json-unconvertible} when the result
     *     would be nested too deeply
     */
    public Json with(String name, Json value) {
        if (!(root() instanceof JsonNode.Obj base)) {
            throw new InvalidRequestException("json-not-object", "only JSON objects have members", Map.of());
        }
        JsonNode member = JsonForms.of(value, 1);
        JsonForms.checkName(Checks.notNull("name", name));
        Map<String, JsonNode> members = new LinkedHashMap<>(base.members());
        members.put(name, member);
        return wrap(new JsonNode.Obj(members));
    }

    /** Returns whether the other object is a structurally equal document. */
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

    static Json wrap(JsonNode node) {
        StringBuilder out = new StringBuilder();
        JsonWriter.canonical(out, node);
        return new Json(out.toString(), node);
    }

    /** Returns what is at the end of these steps, or null. */
    @Nullable
    JsonNode find(List<JsonPath> steps) {
        if (root == null && text.length() > SMALL) {
            // what is looked up in a large document is found without building all the rest
            return JsonReader.find(text, steps);
        }
        JsonNode node = root();
        for (JsonPath step : steps) {
            String name = step.name();
            if (name == null) {
                node = node instanceof JsonNode.Arr arr ? element(arr, step.index()) : null;
            } else {
                node = node instanceof JsonNode.Obj obj ? obj.members().get(name) : null;
            }
        }
        return node;
    }

    private static @Nullable JsonNode element(JsonNode.Arr arr, int index) {
        return index < arr.elements().size() ? arr.elements().get(index) : null;
    }

    private static @Nullable JsonNode step(JsonNode node, String token) {
        if (node instanceof JsonNode.Obj obj) {
            return obj.members().get(token);
        }
        if (node instanceof JsonNode.Arr arr && token.matches("0|[1-9][0-9]{0,8}")) {
            return element(arr, Integer.parseInt(token));
        }
        return null;
    }
}
