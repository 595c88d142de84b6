package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.tck.VectorTck;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/**
 * The kit on the bucket that the environment names ({@code AGENT_STORAGE_BUCKET} and the other options), in indexes of random names.
 * {@code ./verify-bucket} runs it.
 */
@Tag("bucket")
class BucketConformanceTest extends VectorTck {
    @Override
    protected VectorProvider provider() {
        return new S3VectorsProvider();
    }

    @Override
    protected Set<VectorFeature> declares() {
        return new S3VectorsProvider().features();
    }

    @Override
    protected StorageConfig config(String data) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(StorageConfig.ENVIRONMENT_PREFIX + "BACKEND", S3VectorsProvider.NAME);
        return StorageConfig.fromEnvironment(environment, StorageConfig.ENVIRONMENT_PREFIX);
    }

    @Override
    protected String reportName() {
        return "s3vectors-bucket";
    }
}
