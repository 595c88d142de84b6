package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.tck.contract.Fields.Field;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The table of values in every field of every entity that the storage has (rules {@code CORE-01} to {@code CORE-09}). In row k of an entity,
 * field i has value k + i of the table, so each field has each value once, and no two fields of a row have the same value.
 */
public abstract class ValueTableContract extends CoreContract {
    /** The JSON fields that are kept exactly; all others are returned in canonical form. */
    private static final Set<String> OPAQUE = Set.of(
            "content",
            "snapshot.json",
            "attributes",
            "links",
            "input",
            "output",
            "error",
            "requestContext",
            "evaluation.input",
            "evaluation.output",
            "evaluation.steps.preprocessStepResult",
            "evaluation.steps.extractStepResult",
            "evaluation.steps.analyzeStepResult");

    /** Made by the kit. */
    protected ValueTableContract() {}

    /** Returns the value of a field in a row of the table. */
    private interface Cell {
        Object value(Field field, int row, int column);
    }

    /** Stores rows of every kind with the values of the table, and reads them in every way. */
    private void table(int rows, BiFunction<Entity<?>, Field, Boolean> about, Cell cell) {
        for (Entity<?> kind : Entity.of(storage().features())) {
            table(kind, rows, about, cell);
        }
    }

    private <T extends Record> void table(
            Entity<T> kind, int rows, BiFunction<Entity<?>, Field, Boolean> about, Cell cell) {
        List<T> expected = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            T entity = full(kind, id(kind.name()), row);
            List<Field> fields = Fields.of(entity);
            for (int column = 0; column < fields.size(); column++) {
                Field field = fields.get(column);
                if (about.apply(kind, field) && !kind.ids().contains(field.path())) {
                    entity = Fields.with(entity, field, cell.value(field, row, row + column));
                }
            }
            expected.add(stored(kind, entity));
        }
        expected.forEach(entity -> read(kind, entity));
    }

    /** Returns an entity of a kind in which every field has a distinct value. */
    static <T extends Record> T full(Entity<T> kind, String id, int number) {
        T entity = kind.bare().apply(id);
        List<Field> fields = Fields.of(entity);
        for (int i = 0; i < fields.size(); i++) {
            if (!kind.ids().contains(fields.get(i).path())) {
                entity = Fields.with(entity, fields.get(i), Values.usual(fields.get(i), id, number + i));
            }
        }
        return entity;
    }

    /** Stores an entity and returns the expected result of reads. */
    private <T extends Record> T stored(Entity<T> kind, T entity) {
        T expected = entity;
        for (Field field : Fields.of(entity)) {
            expected = normalized(expected, field);
        }
        assertThat(Fields.texts(kind.store(storage(), entity)))
                .as("%s as saved", kind.name())
                .isEqualTo(Fields.texts(expected));
        return expected;
    }

    private static <T extends Record> T normalized(T entity, Field field) {
        Object value = Fields.value(entity, field);
        if (value instanceof Instant instant) {
            return Fields.with(entity, field, instant.truncatedTo(ChronoUnit.MICROS));
        }
        return value instanceof Json json && !OPAQUE.contains(field.path())
                ? Fields.with(entity, field, json.canonical())
                : entity;
    }

    private <T extends Record> void read(Entity<T> kind, T expected) {
        Map<String, String> texts = Fields.texts(expected);
        assertThat(kind.find(storage(), expected).map(Fields::texts))
                .as("%s as read", kind.name())
                .contains(texts);
        assertThat(kind.listed(storage(), expected).stream().map(Fields::texts))
                .as("%s as listed", kind.name())
                .contains(texts);
    }

    /** Every text is returned in every field. If this fails, look at the column of the field: its collation, its width, and how it is read. */
    @Rule(id = "CORE-01", cases = "G17")
    void textIsReturnedInEveryField() {
        List<String> texts = Values.texts(limits().idBytes());
        table(
                texts.size(),
                (kind, field) -> field.isText() || field.type() == List.class || field.type() == AgentConfig.class,
                (field, row, column) -> {
                    if (field.type() == List.class) {
                        return Values.list(texts, column);
                    }
                    return field.isText() ? texts.get(column % texts.size()) : Values.configOfTexts(texts, column);
                });
    }

    /** Empty is not absent, and an absent field does not affect other fields. If this fails, look for a NULL that is read as empty. */
    @Rule(id = "CORE-01")
    void emptyAndAbsentAreApartInEveryField() {
        for (Entity<?> kind : Entity.of(storage().features())) {
            emptyAndAbsent(kind);
        }
    }

    private <T extends Record> void emptyAndAbsent(Entity<T> kind) {
        List<T> expected = new ArrayList<>();
        expected.add(stored(kind, kind.bare().apply(id(kind.name()))));
        for (Field field : Fields.of(kind.bare().apply("any"))) {
            if (Values.mayBeEmpty(field)) {
                expected.add(stored(kind, Fields.with(full(kind), field, "")));
            }
            if (field.type() == Boolean.class || field.type() == boolean.class) {
                expected.add(stored(kind, Fields.with(full(kind), field, false)));
            }
            if (field.optional() && !isRequired(kind, field)) {
                expected.add(stored(kind, Fields.with(full(kind), field, null)));
            }
        }
        expected.forEach(entity -> read(kind, entity));
    }

    private <T extends Record> T full(Entity<T> kind) {
        return full(kind, id(kind.name()), 0);
    }

    /** Returns whether an optional field cannot be absent alone: a score with a span id needs a trace id. */
    private static boolean isRequired(Entity<?> kind, Field field) {
        return kind.is(Entity.SCORE) && field.path().equals("evaluation.origin.traceId");
    }

    /** Ids with any difference identify different entities. If this fails, look for a collation that folds case, accents or blanks. */
    @Rule(id = "CORE-01")
    void idsThatLookAlikeAreDifferentInEveryKind() {
        for (Entity<?> kind : Entity.of(storage().features())) {
            for (String path : kind.ids()) {
                lookAlike(kind, path);
            }
        }
    }

    private <T extends Record> void lookAlike(Entity<T> kind, String path) {
        String mark = id(kind.name());
        T bare = kind.bare().apply(mark);
        Field id = Fields.of(bare).stream()
                .filter(field -> field.path().equals(path))
                .findFirst()
                .orElseThrow();
        List<T> all = new ArrayList<>();
        List<String> ids = Values.marked(mark, limits().idBytes());
        for (int i = 0; i < ids.size(); i++) {
            // with the same scope, so that only the id differs
            all.add(stored(kind, numbered(Fields.with(bare, id, ids.get(i)), i + 1)));
        }
        all.forEach(entity -> read(kind, entity));
        if (kind.is(Entity.SCORE) || (kind.is(Entity.SPAN) && path.equals("spanId"))) {
            // removed by a common field, not by the id
            return;
        }
        kind.discard(storage(), all.get(0));
        assertThat(kind.find(storage(), all.get(0))).as(kind.name()).isEmpty();
        all.subList(1, all.size()).forEach(entity -> read(kind, entity));
    }

    /** The versions of an agent have different numbers. */
    private static <T extends Record> T numbered(T entity, int number) {
        return Fields.of(entity).stream()
                .filter(field -> field.path().equals("number"))
                .findFirst()
                .map(field -> Fields.with(entity, field, number))
                .orElse(entity);
    }

    /** Every instant is returned in every field. If this fails, look at the type of the column, and for a number of nanoseconds or milliseconds. */
    @Rule(id = "CORE-02", cases = "G18")
    void instantsAreReturnedInEveryField() {
        table(
                Values.INSTANTS.size(),
                (kind, field) -> field.type() == Instant.class,
                (field, row, column) -> Values.INSTANTS.get(column % Values.INSTANTS.size()));
    }

    /** Unstorable text is rejected in every field, and nothing is stored. If this fails, the store was bypassed. */
    @Rule(id = "CORE-05", cases = "G17")
    void textThatCannotBeStoredIsRefusedInEveryField() {
        for (Entity<?> kind : Entity.of(storage().features())) {
            for (Field field : Fields.of(kind.bare().apply("any"))) {
                if (field.isText()) {
                    refused(kind, field);
                }
            }
        }
    }

    private <T extends Record> void refused(Entity<T> kind, Field field) {
        for (String wrong : List.of("a\0b", "x\udc00y")) {
            String id = id(kind.name());
            T entity = Fields.with(kind.bare().apply(id), field, wrong);
            invalid("text-unstorable", () -> kind.store(storage(), entity));
            if (!kind.ids().contains(field.path())) {
                assertThat(kind.find(storage(), entity)).as("%s", field).isEmpty();
            }
        }
    }

    /** JSON keeps its text, or its structure with every digit, in every field. If this fails, look for a column type that reformats values. */
    @Rule(id = "CORE-09")
    void jsonIsReturnedInEveryField() {
        table(
                Values.objects(),
                (kind, field) -> field.type() == Json.class || field.type() == AgentConfig.class,
                (field, row, column) ->
                        field.type() == Json.class ? Values.object(column) : Values.configOfObjects(column));
    }

    /** Every number is returned. If this fails, look for a decimal or a 4-byte float, and for a zero that loses its sign. */
    @Rule(id = "CORE-01")
    void numbersAreReturnedInEveryField() {
        List<Integer> whole = Stream.of(1, 2, 9, 10, 32_768, 65_536, 999_999_999, 1_000_000_000)
                .toList();
        table(
                Values.NUMBERS.size(),
                (kind, field) -> field.type() == double.class || field.type() == int.class,
                (field, row, column) -> field.type() == int.class
                        ? (Object) whole.get(row % whole.size())
                        : (Object) Values.NUMBERS.get(row));
    }

    /** Another save replaces every field. If this fails, look for a column that the update omits. */
    @Rule(id = "CORE-01")
    void everyFieldIsReplacedBySavingAgain() {
        for (Entity<?> kind : Entity.of(storage().features())) {
            if (!kind.is(Entity.AGENT_VERSION)) {
                replaced(kind);
            }
        }
    }

    private <T extends Record> void replaced(Entity<T> kind) {
        String id = id(kind.name());
        T first = stored(kind, full(kind, id, 0));
        T changed = first;
        List<Field> fields = Fields.of(first);
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            boolean keeps =
                    kind.ids().contains(field.path()) || field.path().equals("createdAt") || isRequired(kind, field);
            if (!keeps) {
                changed = Fields.with(changed, field, Values.usual(field, id + " again", 1_000 + i));
            }
        }
        read(kind, stored(kind, changed));
        T bare = kind.bare().apply(id);
        T kept = bare;
        for (Field field : fields) {
            boolean time = field.type() == Instant.class && !field.optional();
            if (time || field.path().equals("lastMessageAt")) {
                kept = Fields.with(kept, field, Fields.value(changed, field));
            }
        }
        read(kind, stored(kind, kept));
    }
}
