package dev.agentstorage.inmemory;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.value.Limits;
import java.util.List;

/**
 * The options of the backend {@code inmemory}: its {@link Limits}. The defaults are {@link Limits#STANDARD}, so that {@code dsql} accepts
 * everything that this backend accepts. Immutable.
 */
public final class InMemoryOptions {
    /** Maximum length of an id, in bytes of UTF-8: {@link Limits#idBytes()}. */
    public static final Option<Integer> ID_BYTES = Option.integer("idBytes")
            .withDefault(Limits.STANDARD.idBytes())
            .describedAs("maximum length of an id, in bytes")
            .accepting("be at least 36", bytes -> bytes >= 36);

    /** Maximum length of a name, in bytes of UTF-8: {@link Limits#nameBytes()}. */
    public static final Option<Integer> NAME_BYTES = Option.integer("nameBytes")
            .withDefault(Limits.STANDARD.nameBytes())
            .describedAs("maximum length of a name, in bytes")
            .accepting("be at least 36", bytes -> bytes >= 36);

    /** Maximum size of a value, in bytes of UTF-8: {@link Limits#valueBytes()}. */
    public static final Option<Long> VALUE_BYTES =
            size("valueBytes", Limits.STANDARD.valueBytes(), "maximum size of a value, in bytes");

    /** Maximum size of a span or score, in bytes of UTF-8: {@link Limits#rowBytes()}. */
    public static final Option<Long> ROW_BYTES =
            size("rowBytes", Limits.STANDARD.rowBytes(), "maximum size of a span or score, in bytes");

    /** Maximum size of a workflow snapshot, in bytes of UTF-8: {@link Limits#snapshotBytes()}. */
    public static final Option<Long> SNAPSHOT_BYTES =
            size("snapshotBytes", Limits.STANDARD.snapshotBytes(), "maximum size of a workflow snapshot, in bytes");

    /** Maximum number of rows that one call, or one step of a bulk operation, changes atomically: {@link Limits#atomicRows()}. */
    public static final Option<Integer> BATCH_ROWS = Option.integer("batchRows")
            .withDefault(Limits.STANDARD.atomicRows())
            .describedAs("maximum rows of one atomic change and of one bulk step")
            .accepting("be at least 10", rows -> rows >= 10);

    /** Maximum number of bytes that one call, or one step of an import, changes atomically: {@link Limits#atomicBytes()}. */
    public static final Option<Long> BATCH_BYTES =
            size("batchBytes", Limits.STANDARD.atomicBytes(), "maximum bytes of one atomic change");

    static final List<Option<?>> ALL =
            List.of(ID_BYTES, NAME_BYTES, VALUE_BYTES, ROW_BYTES, SNAPSHOT_BYTES, BATCH_ROWS, BATCH_BYTES);

    private InMemoryOptions() {}

    private static Option<Long> size(String name, long standard, String description) {
        return Option.longInteger(name)
                .withDefault(standard)
                .describedAs(description)
                .accepting("be at least 1000", bytes -> bytes >= 1000);
    }

    /** Returns the configured limits. */
    static Limits limits(StorageConfig config) {
        return new Limits(
                config.get(ID_BYTES),
                config.get(NAME_BYTES),
                config.get(VALUE_BYTES),
                config.get(ROW_BYTES),
                config.get(SNAPSHOT_BYTES),
                config.get(BATCH_ROWS),
                config.get(BATCH_BYTES));
    }
}
