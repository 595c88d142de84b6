package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.s3vectors.stub.S3VectorsStub;
import dev.agentstorage.vector.tck.VectorTck;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The kit over the strict stub. */
class S3VectorsConformanceTest extends VectorTck {
    private static S3VectorsStub stub;

    @BeforeAll
    static void start() {
        stub = new S3VectorsStub();
    }

    @AfterAll
    static void stop() {
        stub.close();
    }

    @Override
    protected VectorProvider provider() {
        return new S3VectorsProvider();
    }

    @Override
    protected Set<VectorFeature> declares() {
        return Set.of(VectorFeature.EUCLIDEAN, VectorFeature.PERSISTENCE);
    }

    @Override
    protected StorageConfig config(String data) {
        return StorageConfig.builder(S3VectorsProvider.NAME)
                .set(S3VectorsProvider.BUCKET, S3VectorsStub.BUCKET)
                .set(S3VectorsProvider.ENDPOINT, stub.endpoint())
                .set(S3VectorsProvider.INDEX_PREFIX, "")
                .build();
    }
}
