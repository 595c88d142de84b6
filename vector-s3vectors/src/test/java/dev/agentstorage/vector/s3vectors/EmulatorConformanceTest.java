package dev.agentstorage.vector.s3vectors;

import com.robothy.s3.rest.LocalS3;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.s3vectors.stub.TagKeeper;
import dev.agentstorage.vector.tck.VectorTck;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;

/**
 * A second opinion on the service's JSON and filters: the kit over an emulator that others wrote. It accepts more than the service does, so
 * that only the stub shows what would be refused.
 */
@Tag("slow")
class EmulatorConformanceTest extends VectorTck {
    private static final String BUCKET = "emulated-bucket";

    private static LocalS3 emulator;
    private static TagKeeper front;

    @BeforeAll
    static void start() {
        emulator = LocalS3.builder().port(-1).build();
        emulator.start();
        front = new TagKeeper("http://127.0.0.1:" + emulator.getPort());
        try (S3VectorsClient client = Clients.open(configuration())) {
            client.createVectorBucket(request -> request.vectorBucketName(BUCKET));
        }
    }

    @AfterAll
    static void stop() {
        front.close();
        emulator.shutdown();
    }

    private static StorageConfig configuration() {
        return StorageConfig.builder(S3VectorsProvider.NAME)
                .set(S3VectorsProvider.BUCKET, BUCKET)
                .set(S3VectorsProvider.ENDPOINT, front.endpoint())
                .build()
                .validate(new S3VectorsProvider().options());
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
        return configuration();
    }

    @Override
    protected String reportName() {
        return "s3vectors-emulator";
    }
}
