package dev.agentstorage.recall.internal.index;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.embed.Embedder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The index of messages in a vector store. Its name contains the model and dimension of the embedder, so that each model has its own index.
 * Thread-safe.
 */
public final class MessageIndex {
    /** The resource of the message. */
    public static final String RESOURCE = "resource";

    /** The thread of the message. */
    public static final String THREAD = "thread";

    /** The role of the message. */
    public static final String ROLE = "role";

    /** When the message was created, in milliseconds since 1970. */
    public static final String CREATED_AT = "createdAt";

    /** The version of the message that was indexed. */
    public static final String VERSION = "version";

    /** A digest of everything that the records of the message were made from, including its context. */
    static final String STATE = "state";

    /** Number of records of the message. */
    static final String CHUNKS = "chunks";

    private static final Set<String> RESERVED = Set.of(RESOURCE, THREAD, ROLE, CREATED_AT, VERSION, STATE, CHUNKS);

    private final VectorStore store;
    private final Optional<Embedder> embedder;
    private final VectorIndex shape;
    private final Map<String, KeyType> metadataKeys;
    private volatile boolean created;

    /**
     * Describes the index without creating it.
     *
     * @param prefix the prefix of the name
     * @param metadataKeys the metadata keys of messages that filters can use
     * @throws InvalidRequestException {@code metadata-key-reserved}; {@code recall-without-embedder} when the store does not support texts and
     *     there is no embedder
     */
    public MessageIndex(
            VectorStore store, Optional<Embedder> embedder, String prefix, Map<String, KeyType> metadataKeys) {
        this.store = store;
        this.embedder = embedder;
        this.metadataKeys = Map.copyOf(metadataKeys);
        boolean lexical = store.features().contains(VectorFeature.LEXICAL);
        if (embedder.isEmpty() && !lexical) {
            throw new InvalidRequestException(
                    "recall-without-embedder",
                    "this vector store does not support texts and needs an embedder",
                    Map.of("name", store.provider()));
        }
        VectorIndex.Builder described =
                VectorIndex.builder(embedder.map(model -> prefix + "-" + model.model() + "-" + model.dimension())
                        .orElse(prefix + "-lexical"));
        embedder.ifPresent(model -> described.dense(model.dimension(), Metric.COSINE));
        if (lexical) {
            described.lexical();
        }
        described
                .filterKey(RESOURCE, KeyType.TEXT)
                .filterKey(THREAD, KeyType.TEXT)
                .filterKey(ROLE, KeyType.TEXT)
                .filterKey(CREATED_AT, KeyType.NUMBER)
                .payloadKeys(Set.of(VERSION, STATE, CHUNKS));
        metadataKeys.forEach((key, type) -> {
            if (RESERVED.contains(key)) {
                throw new InvalidRequestException(
                        "metadata-key-reserved", "the index uses this key itself", Map.of("key", key));
            }
            described.filterKey(key, type);
        });
        shape = described.build();
    }

    /** Returns the name of the index, which is also the name of its marks in the storage. */
    public String name() {
        return shape.name();
    }

    /** Returns the store. */
    public VectorStore store() {
        return store;
    }

    /** Returns the embedder; empty for an index of texts only. */
    public Optional<Embedder> embedder() {
        return embedder;
    }

    /** Returns whether the index supports lexical search. */
    public boolean lexical() {
        return shape.lexical();
    }

    Map<String, KeyType> metadataKeys() {
        return metadataKeys;
    }

    /**
     * Creates the index if it does not exist.
     *
     * @throws AlreadyExistsException {@code index-differs} when the existing index has other metadata keys
     */
    public void ensure() {
        if (!created) {
            store.createIndex(shape);
            created = true;
        }
    }

    /**
     * Uses the index if it exists; never creates it.
     *
     * @param missing what is returned when it does not exist
     * @throws AlreadyExistsException {@code index-differs} when the existing index has other metadata keys
     */
    public <T> T ifThere(Supplier<T> use, T missing) {
        if (!created) {
            Optional<VectorIndex> found = store.findIndex(name());
            if (found.isEmpty()) {
                return missing;
            }
            if (!found.get().equals(shape)) {
                throw new AlreadyExistsException(
                        "index-differs",
                        "an index of this name has another shape",
                        Map.of("name", name()),
                        found.get());
            }
            created = true;
        }
        try {
            return use.get();
        } catch (NotFoundException e) {
            if (!e.code().equals("index-not-found")) {
                throw e;
            }
            // another process has dropped it
            created = false;
            return missing;
        }
    }

    /** Creates the index again when another process has dropped it. */
    void ensureAgain() {
        created = false;
        ensure();
    }

    /** Drops the index with all its records and recreates it. */
    void recreate() {
        store.dropIndex(name());
        ensureAgain();
    }

    /** Returns the id of a record. */
    public static String recordId(String messageId, int chunk) {
        return messageId + "#" + chunk;
    }

    /** Returns the id of the message of a record. */
    public static String messageId(String recordId) {
        return recordId.substring(0, recordId.lastIndexOf('#'));
    }

    static int chunk(String recordId) {
        return Integer.parseInt(recordId.substring(recordId.lastIndexOf('#') + 1));
    }
}
