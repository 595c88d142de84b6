package dev.agentstorage.inmemory;

import dev.agentstorage.Storage;
import dev.agentstorage.StorageBuilder;

/**
 * Opens storages of the backend {@value InMemoryStorageProvider#NAME} with type-safe options. {@link InMemoryOptions} describes the options,
 * {@link InMemoryStorageProvider} the backend. To open a storage by the name of its backend instead, use {@code Storages.open("inmemory")}.
 */
public final class InMemoryStorage {
    private InMemoryStorage() {}

    /** Opens a new, empty storage with the default limits. */
    public static Storage create() {
        return builder().open();
    }

    /** Returns a builder for a new, empty storage. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options of a storage. Not thread-safe. */
    public static final class Builder extends StorageBuilder<Builder> {
        private Builder() {
            super(new InMemoryStorageProvider());
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Sets {@link InMemoryOptions#ID_BYTES}: maximum length of an id, in bytes of UTF-8. */
        public Builder idBytes(int idBytes) {
            return set(InMemoryOptions.ID_BYTES, idBytes);
        }

        /** Sets {@link InMemoryOptions#NAME_BYTES}: maximum length of a name, in bytes of UTF-8. */
        public Builder nameBytes(int nameBytes) {
            return set(InMemoryOptions.NAME_BYTES, nameBytes);
        }

        /** Sets {@link InMemoryOptions#VALUE_BYTES}: maximum size of a value, in bytes of UTF-8. */
        public Builder valueBytes(long valueBytes) {
            return set(InMemoryOptions.VALUE_BYTES, valueBytes);
        }

        /** Sets {@link InMemoryOptions#ROW_BYTES}: maximum size of a span or score, in bytes of UTF-8. */
        public Builder rowBytes(long rowBytes) {
            return set(InMemoryOptions.ROW_BYTES, rowBytes);
        }

        /** Sets {@link InMemoryOptions#SNAPSHOT_BYTES}: maximum size of a workflow snapshot, in bytes of UTF-8. */
        public Builder snapshotBytes(long snapshotBytes) {
            return set(InMemoryOptions.SNAPSHOT_BYTES, snapshotBytes);
        }

        /** Sets {@link InMemoryOptions#BATCH_ROWS}: maximum rows of one atomic change and of one bulk step. */
        public Builder batchRows(int batchRows) {
            return set(InMemoryOptions.BATCH_ROWS, batchRows);
        }

        /** Sets {@link InMemoryOptions#BATCH_BYTES}: maximum bytes of one atomic change. */
        public Builder batchBytes(long batchBytes) {
            return set(InMemoryOptions.BATCH_BYTES, batchBytes);
        }
    }
}
