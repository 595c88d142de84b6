package dev.agentstorage.vector.s3vectors;

import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;
import software.amazon.awssdk.services.s3vectors.model.NotFoundException;
import software.amazon.awssdk.services.s3vectors.model.ValidationException;

/** The service and the bucket that a store works in. Thread-safe. */
final class Service implements AutoCloseable {
    private final S3VectorsClient client;
    private final String bucket;

    Service(S3VectorsClient client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    String bucket() {
        return bucket;
    }

    /** Sends requests of one action, and throws errors of this project. */
    <T> T call(String action, Function<S3VectorsClient, T> requests) {
        try {
            return requests.apply(client);
        } catch (SdkException e) {
            throw Failures.of(action, bucket, e);
        }
    }

    /**
     * As {@link #call}, for an index that may be missing or of another shape.
     *
     * @throws IndexChanged when the service says so
     */
    <T> T callIndex(String action, Function<S3VectorsClient, T> requests) throws IndexChanged {
        try {
            return requests.apply(client);
        } catch (NotFoundException e) {
            if (Failures.isIndexMissing(e)) {
                throw new IndexChanged(e);
            }
            throw Failures.of(action, bucket, e);
        } catch (ValidationException e) {
            throw new IndexChanged(e);
        } catch (SdkException e) {
            throw Failures.of(action, bucket, e);
        }
    }

    /** The service refused a request for what it knows of an index: there is none, or the request does not fit it. */
    static final class IndexChanged extends Exception {
        private final SdkException refusal;

        private IndexChanged(SdkException refusal) {
            super(refusal);
            this.refusal = refusal;
        }

        SdkException refusal() {
            return refusal;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
