package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.tck.VectorTck;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The kit on the bucket that the environment names ({@code AGENT_STORAGE_BUCKET} and the other options), under a prefix of its own. Its
 * name keeps it out of the build: {@code ./verify-bucket} runs it.
 */
class BucketKit extends VectorTck {
    private static final String PREFIX = "kit-" + UUID.randomUUID().toString().substring(0, 8) + "-";

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
        environment.put(StorageConfig.ENVIRONMENT_PREFIX + "INDEX_PREFIX", PREFIX);
        return StorageConfig.fromEnvironment(environment, StorageConfig.ENVIRONMENT_PREFIX);
    }

    @Override
    protected String reportName() {
        return "s3vectors-bucket";
    }
}
