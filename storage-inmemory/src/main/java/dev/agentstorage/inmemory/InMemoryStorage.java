package dev.agentstorage.inmemory;

import dev.agentstorage.Storage;
import dev.agentstorage.StorageBuilder;

/**
 * Opens storages of the backend {@value InMemoryStorageProvider#NAME} with options that the compiler checks; what they mean is said
 * at {@link InMemoryOptions} and {@link InMemoryStorageProvider}. By its name and without this class: {@code Storages.open("inmemory")}.
 */
public final class InMemoryStorage {
    private InMemoryStorage() {}

    /** Opens a new, empty storage with the default limits. */
    public static Storage create() {
        return builder().open();
    }

    /** Begins a new, empty storage. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder extends StorageBuilder<Builder> {
        private Builder() {
            super(new InMemoryStorageProvider());
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Sets {@link InMemoryOptions#ID_BYTES}: the longest id, in bytes of UTF-8. */
        public Builder idBytes(int idBytes) {
            return set(InMemoryOptions.ID_BYTES, idBytes);
        }

        /** Sets {@link InMemoryOptions#NAME_BYTES}: the longest name, in bytes of UTF-8. */
        public Builder nameBytes(int nameBytes) {
            return set(InMemoryOptions.NAME_BYTES, nameBytes);
        }

        /** Sets {@link InMemoryOptions#VALUE_BYTES}: the largest value, in bytes of UTF-8. */
        public Builder valueBytes(long valueBytes) {
            return set(InMemoryOptions.VALUE_BYTES, valueBytes);
        }

        /** Sets {@link InMemoryOptions#ROW_BYTES}: the largest span and score, in bytes of UTF-8. */
        public Builder rowBytes(long rowBytes) {
            return set(InMemoryOptions.ROW_BYTES, rowBytes);
        }

        /** Sets {@link InMemoryOptions#SNAPSHOT_BYTES}: the largest snapshot of a run, in bytes of UTF-8. */
        public Builder snapshotBytes(long snapshotBytes) {
            return set(InMemoryOptions.SNAPSHOT_BYTES, snapshotBytes);
        }

        /** Sets {@link InMemoryOptions#BATCH_ROWS}: the most rows of one atomic change and of one bulk step. */
        public Builder batchRows(int batchRows) {
            return set(InMemoryOptions.BATCH_ROWS, batchRows);
        }

        /** Sets {@link InMemoryOptions#BATCH_BYTES}: the most bytes of one atomic change. */
        public Builder batchBytes(long batchBytes) {
            return set(InMemoryOptions.BATCH_BYTES, batchBytes);
        }
    }
}
