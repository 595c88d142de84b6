package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3vectors.S3VectorsClient;
import software.amazon.awssdk.services.s3vectors.S3VectorsClientBuilder;

/** Creates the SDK client of a configuration. */
final class Clients {
    private Clients() {}

    static S3VectorsClient open(StorageConfig config) {
        Duration attempt = config.get(S3VectorsProvider.ATTEMPT_TIMEOUT);
        S3VectorsClientBuilder client = S3VectorsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(attempt)
                        .socketTimeout(attempt))
                .overrideConfiguration(override -> override.apiCallTimeout(config.get(S3VectorsProvider.TIMEOUT))
                        .retryStrategy(retry -> retry.maxAttempts(config.get(S3VectorsProvider.ATTEMPTS))));
        config.find(S3VectorsProvider.REGION).ifPresent(region -> client.region(Region.of(region)));
        config.find(S3VectorsProvider.ENDPOINT).ifPresent(endpoint -> client.endpointOverride(URI.create(endpoint)));
        try {
            return client.build();
        } catch (SdkClientException e) {
            throw new InvalidRequestException(
                    "region-unknown",
                    "neither the configuration nor the environment names a region",
                    Map.of("option", S3VectorsProvider.REGION.name()),
                    e);
        }
    }
}
