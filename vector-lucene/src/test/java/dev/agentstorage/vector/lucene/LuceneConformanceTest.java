package dev.agentstorage.vector.lucene;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.tck.VectorTck;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

class LuceneConformanceTest extends VectorTck {
    @TempDir
    static Path folder;

    @Override
    protected VectorProvider provider() {
        return new LuceneVectorProvider();
    }

    @Override
    protected Set<VectorFeature> declares() {
        return EnumSet.allOf(VectorFeature.class);
    }

    @Override
    protected StorageConfig config(String data) {
        return StorageConfig.builder(LuceneVectorProvider.NAME)
                .set(LuceneVectorProvider.PATH, folder.resolve(data))
                .build();
    }
}
