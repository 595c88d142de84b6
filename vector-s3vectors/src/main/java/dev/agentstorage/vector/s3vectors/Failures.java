package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3vectors.model.KmsDisabledException;
import software.amazon.awssdk.services.s3vectors.model.KmsInvalidKeyUsageException;
import software.amazon.awssdk.services.s3vectors.model.KmsInvalidStateException;
import software.amazon.awssdk.services.s3vectors.model.KmsNotFoundException;
import software.amazon.awssdk.services.s3vectors.model.NotFoundException;
import software.amazon.awssdk.services.s3vectors.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.s3vectors.model.ValidationException;

/** Maps exceptions of the SDK to errors of this project. Stateless. */
final class Failures {
    /** The service's maximum number of hits before June 2026, which services with the same API may still have. */
    private static final int OLD_MOST_HITS = 100;

    private Failures() {}

    /** Returns whether the index is missing, rather than the bucket. */
    static boolean isIndexMissing(NotFoundException error) {
        return !says(error, "bucket");
    }

    /** Returns whether the message of the service contains a word, ignoring case. */
    static boolean says(SdkException error, String word) {
        return reason(error).toLowerCase(Locale.ROOT).contains(word);
    }

    /**
     * Maps the error of a request.
     *
     * @param action the name of the operation, which is also the name of the IAM action
     */
    static StorageException of(String action, String bucket, SdkException error) {
        if (error instanceof NotFoundException) {
            return new dev.agentstorage.error.NotFoundException(
                    "bucket-not-found", "there is no vector bucket of this name", Map.of("name", bucket), error);
        }
        if (isOfKey(error)) {
            return new UnavailableException(
                    "encryption-key-unusable",
                    "the key that encrypts the bucket or index cannot be used",
                    Details.of("name", bucket, "reason", reason(error)),
                    error);
        }
        if (error instanceof ServiceQuotaExceededException) {
            return caused(
                    new TooLargeException(
                            "quota-exceeded",
                            "a quota of the account is exhausted",
                            action,
                            -1,
                            -1,
                            "delete unneeded data or request a higher quota"),
                    error);
        }
        if (error instanceof SdkServiceException answered) {
            return answered(action, bucket, answered);
        }
        if (error instanceof AbortedException) {
            Thread.currentThread().interrupt();
            return unavailable("interrupted", "the thread was interrupted while it waited", action, error);
        }
        return unavailable("service-unreachable", "the service cannot be reached", action, error);
    }

    private static StorageException answered(String action, String bucket, SdkServiceException error) {
        if (error.isThrottlingException() || error.statusCode() == 429) {
            return unavailable("service-throttled", "the service throttles requests", action, error);
        }
        if (error.statusCode() >= 500 || error.statusCode() == 408) {
            return unavailable("service-unavailable", "the service cannot answer", action, error);
        }
        if (error.statusCode() == 401 || error.statusCode() == 403) {
            return new InvalidRequestException(
                    "rights-missing",
                    "the credentials do not allow this action",
                    Details.of("right", "s3vectors:" + action, "name", bucket, "reason", reason(error)),
                    error);
        }
        if (error.statusCode() == 409) {
            return new ConflictException(
                    "retries-exhausted",
                    "another request is changing the same resource",
                    Details.of("statement", action, "name", bucket, "reason", reason(error)),
                    null,
                    error);
        }
        return new InvalidRequestException(
                "request-refused",
                "the service rejected the request",
                Details.of("statement", action, "name", bucket, "reason", reason(error)),
                error);
    }

    private static UnavailableException unavailable(String code, String message, String action, SdkException error) {
        Map<String, Object> details = Details.of("statement", action, "reason", reason(error));
        details.put("attempts", error.numAttempts() == null ? 1 : error.numAttempts());
        return new UnavailableException(code, message, details, error);
    }

    /** Returns the error for a query with more hits than the old maximum of the service; empty when the error has another reason. */
    static Optional<StorageException> ofHits(int topK, ValidationException error) {
        if (topK <= OLD_MOST_HITS || !says(error, "topk")) {
            return Optional.empty();
        }
        return Optional.of(caused(
                new TooLargeException(
                        "top-k-too-large",
                        "the service accepts fewer hits; its maximum may still be 100",
                        "topK",
                        OLD_MOST_HITS,
                        topK,
                        "set maxTopK to the maximum of the service"),
                error));
    }

    private static boolean isOfKey(SdkException error) {
        return error instanceof KmsDisabledException
                || error instanceof KmsInvalidKeyUsageException
                || error instanceof KmsInvalidStateException
                || error instanceof KmsNotFoundException;
    }

    /** Attaches the cause as a suppressed exception, because the constructor of {@link TooLargeException} takes none. */
    private static TooLargeException caused(TooLargeException error, SdkException cause) {
        error.addSuppressed(cause);
        return error;
    }

    /** Returns the message of the service, without the request ids and status that the SDK adds. */
    private static String reason(SdkException error) {
        if (error instanceof AwsServiceException answered
                && answered.awsErrorDetails() != null
                && answered.awsErrorDetails().errorMessage() != null) {
            return answered.awsErrorDetails().errorMessage();
        }
        return String.valueOf(error.getMessage());
    }
}
