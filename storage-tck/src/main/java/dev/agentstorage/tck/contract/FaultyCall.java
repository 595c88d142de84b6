package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentstorage.Storage;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that can have several faults together. Its arguments, or their fields, have names; a fault is a value of one of them that the call must
 * reject. {@link #verify} tries every fault alone and together with every later one in the order of rule {@code CORE-26}: the error of the
 * earlier one must be thrown. Used by one thread.
 */
final class FaultyCall {
    /** The order of rule {@code CORE-26}, after the state of the storage. */
    enum Stage {
        INVALID,
        TOO_LARGE,
        OUTSIDE,
        PARENT,
        EXISTS,
        CONFLICT,
        /** Errors that depend on stored data. */
        STORED,
        /** An unsupported unique index; an absent feature is rejected earlier. */
        UNSUPPORTED
    }

    private static final String UNSTORABLE = "a\0b";

    private record Fault(
            Stage stage, String argument, @Nullable Object value, String code) {}

    /** The arguments of one try. */
    static final class Arguments {
        private final Map<String, @Nullable Object> values;

        private Arguments(Map<String, @Nullable Object> values) {
            this.values = values;
        }

        /** Returns an argument; null if the fault is a missing value. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the caller knows the type of its arguments
        <T> T get(String name) {
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException("no argument " + name);
            }
            return (T) values.get(name);
        }
    }

    private final String name;
    private final Limits limits;
    private final Map<String, @Nullable Object> right = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();

    FaultyCall(String name, Limits limits) {
        this.name = name;
        this.limits = limits;
    }

    /** Sets a valid argument. */
    FaultyCall with(String argument, @Nullable Object value) {
        right.put(argument, value);
        return this;
    }

    /** Adds an invalid value of an argument. */
    FaultyCall fault(Stage stage, String argument, @Nullable Object value, String code) {
        faults.add(new Fault(stage, argument, value, code));
        return this;
    }

    /** Adds an argument that must not be null. */
    FaultyCall required(String argument, Object value) {
        return with(argument, value).fault(Stage.INVALID, argument, null, "null-argument");
    }

    /** Adds an id, with the faults blank, unstorable and too long. */
    FaultyCall id(String argument, @Nullable String value) {
        return storableId(argument, value).fault(Stage.INVALID, argument, " ", "id-blank");
    }

    /** Adds an id that its containing object has already checked for blanks, with the faults unstorable and too long. */
    FaultyCall storableId(String argument, @Nullable String value) {
        return with(argument, value)
                .fault(Stage.INVALID, argument, UNSTORABLE, "text-unstorable")
                .large(argument, limits.idBytes(), () -> Sizes.text(limits.idBytes() + 1L), "id-too-long");
    }

    /** Adds a name, with the faults unstorable and too long. */
    FaultyCall name(String argument, @Nullable String value) {
        return with(argument, value)
                .fault(Stage.INVALID, argument, UNSTORABLE, "text-unstorable")
                .large(argument, limits.nameBytes(), () -> Sizes.text(limits.nameBytes() + 1L), "name-too-long");
    }

    /** Adds a plain text, with the faults unstorable and too large. */
    FaultyCall text(String argument, @Nullable String value) {
        return with(argument, value)
                .fault(Stage.INVALID, argument, UNSTORABLE, "text-unstorable")
                .large(argument, limits.valueBytes(), () -> Sizes.text(limits.valueBytes() + 1L), "value-too-large");
    }

    /** Adds a JSON value, with the fault too large. */
    FaultyCall json(String argument) {
        return with(argument, Json.EMPTY_OBJECT)
                .large(argument, limits.valueBytes(), () -> Sizes.object(limits.valueBytes() + 1L), "value-too-large");
    }

    /** Adds a JSON value that must be an object. */
    FaultyCall object(String argument) {
        return json(argument).fault(Stage.INVALID, argument, Json.of(List.of()), "json-not-object");
    }

    /** Adds a metadata filter. */
    FaultyCall filter(String argument) {
        return with(argument, Json.EMPTY_OBJECT)
                .fault(Stage.INVALID, argument, Json.of(Map.of("not a key", 1)), "metadata-key-invalid")
                .fault(Stage.TOO_LARGE, argument, Sizes.object(Limits.FILTER_BYTES + 1L), "filter-too-large");
    }

    private FaultyCall large(String argument, long limit, Supplier<Object> value, String code) {
        return Sizes.testable(limit) ? fault(Stage.TOO_LARGE, argument, value.get(), code) : this;
    }

    /**
     * Tries all faults, alone and in pairs.
     *
     * @param open a usable storage
     * @param unusable storages that reject every call, by the code of their error
     * @param call the call; made any number of times with a fault, and never without one
     */
    void verify(Storage open, Map<String, Storage> unusable, BiConsumer<Storage, Arguments> call) {
        assertThat(faults).as(name).isNotEmpty();
        for (Fault first : faults) {
            expect(first.code(), first.argument(), open, call, first);
            unusable.forEach((code, storage) -> expect(code, code + " and " + first.argument(), storage, call, first));
            for (Fault second : faults) {
                boolean pair = !first.argument().equals(second.argument())
                        && first.stage().compareTo(second.stage()) < 0;
                if (pair) {
                    expect(first.code(), first + " and " + second.argument(), open, call, first, second);
                }
            }
        }
    }

    private void expect(
            String code, String what, Storage storage, BiConsumer<Storage, Arguments> call, Fault... wrong) {
        Map<String, @Nullable Object> values = new HashMap<>(right);
        for (Fault fault : wrong) {
            values.put(fault.argument(), fault.value());
        }
        Throwable thrown = catchThrowable(() -> call.accept(storage, new Arguments(values)));
        assertThat(thrown).as("%s: %s", name, cut(what)).isInstanceOf(StorageException.class);
        assertThat(((StorageException) thrown).code())
                .as("%s: %s", name, cut(what))
                .isEqualTo(code);
    }

    private static String cut(String text) {
        return text.length() < 200 ? text : text.substring(0, 200);
    }
}
