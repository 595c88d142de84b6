package dev.agentstorage.vector.s3vectors;

import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;
import software.amazon.awssdk.services.s3vectors.model.NotFoundException;
import software.amazon.awssdk.services.s3vectors.model.ValidationException;

/** Sends requests to the service, for the bucket of a store. Thread-safe. */
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

    /** Sends requests of one action, and maps failures to errors of this project. */
    <T> T call(String action, Function<S3VectorsClient, T> requests) {
        try {
            return requests.apply(client);
        } catch (SdkException e) {
            throw Failures.of(action, bucket, e);
        }
    }

    /**
     * Like {@link #call}, for an index that may be missing or different from its cached description.
     *
     * @throws IndexChanged when the service reports this
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

    /** The service rejected a request because the index is missing or the request does not fit it. */
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
