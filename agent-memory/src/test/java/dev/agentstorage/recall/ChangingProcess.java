package dev.agentstorage.recall;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.lucene.LuceneVectorProvider;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A process that changes messages until it is killed: folder of the index, seed, options of the storage. */
final class ChangingProcess {
    private ChangingProcess() {}

    static Storage storage(Map<String, String> options) {
        StorageConfig.Builder config = StorageConfig.builder("dsql");
        options.forEach(config::option);
        return Storages.open(config.build());
    }

    static VectorStore vectors(Path folder) {
        return VectorStores.open(StorageConfig.builder(LuceneVectorProvider.NAME)
                .set(LuceneVectorProvider.PATH, folder)
                .build());
    }

    public static void main(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 2; i < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        RandomOperations operations = new RandomOperations(new Random(Long.parseLong(arguments[1])));
        try (Storage storage = storage(options);
                VectorStore vectors = vectors(Path.of(arguments[0]));
                Memory memory = Memory.builder(storage)
                        .vectorStore(vectors)
                        .embedder(World.EMBEDDER)
                        .build()) {
            for (int done = 0; ; done++) {
                try {
                    operations.next(memory, storage);
                } catch (AlreadyExistsException | ConflictException e) {
                    System.err.println(e.getMessage());
                }
                System.out.println(done);
                System.out.flush();
            }
        }
    }
}
