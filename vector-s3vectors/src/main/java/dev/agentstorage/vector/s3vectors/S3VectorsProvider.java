package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The provider {@value #NAME} of vector stores in a vector bucket of Amazon S3 Vectors, or of a service with the same API. The bucket must
 * exist; credentials come from the default chain of the AWS SDK.
 *
 * <p><b>Indexes.</b> An index of the store is one of the service, named {@code indexPrefix} and the name. The types of its filter keys are tags
 * of the index, which are written when it is created and must not be changed; indexes without these tags belong to other programs and are neither
 * listed nor touched. Payload keys are the service's non-filterable keys. A key has at most 63 characters and does not begin with {@code $}.
 * Index descriptions are cached for a minute: if another process drops an index and creates a different one with the same name, this is noticed
 * within that time.
 *
 * <p><b>Writes</b> are strongly consistent and durable when a call returns. A call is split into requests of at most 500 records and 20 MiB,
 * sent one after the other.
 *
 * <p><b>Queries.</b> All pages of an answer are read. A score is {@code 1 - distance} with cosine and {@code 1 / (1 + distance)} with Euclidean
 * distance, with the precision of 32 bits of the service; with vectors, which costs one more request for 100 hits, scores are computed from them.
 * Which records of equal score are among the best {@code topK} is up to the service. Each hit is checked against the filter again. The service
 * searches approximately.
 *
 * <p><b>Limits</b> are those of the service, with a margin for how it counts metadata: beyond {@link #limits()}, metadata may have 2,048
 * bytes for filters and 40,960 bytes together as JSON.
 *
 * <p><b>Errors.</b> In addition to those of {@link VectorStore}: {@link dev.agentstorage.error.NotFoundException} {@code bucket-not-found};
 * {@link InvalidRequestException} {@code rights-missing} when the credentials lack an IAM action, {@code request-refused} with the service's
 * {@code reason}, and {@code region-unknown} on opening; {@link dev.agentstorage.error.ConflictException} {@code retries-exhausted}; {@link
 * TooLargeException} {@code top-k-too-large} also when the service still has its old maximum of 100 hits, and {@code quota-exceeded}; {@link
 * UnavailableException} {@code service-throttled}, {@code service-unavailable}, {@code service-unreachable}, {@code encryption-key-unusable} and
 * {@code interrupted}, after {@code attempts} where that can help.
 *
 * <p>Provider and stores are thread-safe.
 */
public final class S3VectorsProvider implements VectorProvider {
    /** The name. */
    public static final String NAME = "s3vectors";

    /** Maximum number of hits that the service returns for one query. */
    static final int MOST_HITS = 10_000;

    private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([a-z0-9][a-z0-9.-]{0,39})?");

    /** The name of the vector bucket. */
    public static final Option<String> BUCKET = Option.string("bucket")
            .asRequired()
            .describedAs("the name of the vector bucket, which must exist")
            .accepting(
                    "be 3 to 63 lower-case letters, digits and hyphens",
                    value -> BUCKET_NAME.matcher(value).matches());

    /** The region of the bucket; by default that of the SDK's chain (environment, system property, profile, instance). */
    public static final Option<String> REGION = Option.string("region")
            .describedAs("region of the bucket; from the SDK's default chain by default")
            .accepting("be a region such as eu-central-1", value -> value.matches("[a-z0-9-]{1,63}"));

    /** The address of the service, for private endpoints and services with the same API; by default that of the region. */
    public static final Option<String> ENDPOINT = Option.string("endpoint")
            .describedAs("endpoint of the service; that of the region by default")
            .accepting("be an address such as https://host:port", S3VectorsProvider::isAddress);

    /**
     * Prefix of the names of all indexes of this store; empty by default. Stores with different prefixes can share a bucket. The service allows
     * 63 characters for prefix and name together; a longer name is rejected with {@link TooLargeException} {@code index-name-too-long}.
     */
    public static final Option<String> INDEX_PREFIX = Option.string("indexPrefix")
            .withDefault("")
            .describedAs("prefix of all index names in the bucket")
            .accepting(
                    "be at most 40 lower-case letters, digits, hyphens and dots, a letter or digit first",
                    value -> PREFIX.matcher(value).matches());

    /** Maximum number of hits of a query: 10,000 by default, at least 100. Lower it for a service whose own maximum is lower. */
    public static final Option<Integer> MAX_TOP_K = Option.integer("maxTopK")
            .withDefault(MOST_HITS)
            .describedAs("maximum number of hits of a query")
            .accepting("be between 100 and 10000", value -> value >= 100 && value <= MOST_HITS);

    /** Maximum number of attempts of a request, with exponential backoff: 5 by default. */
    public static final Option<Integer> ATTEMPTS = Option.integer("attempts")
            .withDefault(5)
            .describedAs("maximum number of attempts of a request")
            .accepting("be between 1 and 20", value -> value >= 1 && value <= 20);

    /** Timeout of one attempt for connecting and for each read of the response: 30 seconds by default. */
    public static final Option<Duration> ATTEMPT_TIMEOUT = Option.duration("attemptTimeout")
            .withDefault(Duration.ofSeconds(30))
            .describedAs("connect and read timeout of one attempt")
            .accepting(
                    "be between 100ms and 10m",
                    value -> isBetween(value, Duration.ofMillis(100), Duration.ofMinutes(10)));

    /** Timeout of a request with all its attempts: 2 minutes by default. A call of the store may need several requests. */
    public static final Option<Duration> TIMEOUT = Option.duration("timeout")
            .withDefault(Duration.ofMinutes(2))
            .describedAs("maximum time of a request with all attempts")
            .accepting(
                    "be between 100ms and 1h", value -> isBetween(value, Duration.ofMillis(100), Duration.ofHours(1)));

    private final int topK;

    /** For {@link java.util.ServiceLoader}. */
    public S3VectorsProvider() {
        this(MOST_HITS);
    }

    /** Creates a provider with this maximum number of hits. */
    S3VectorsProvider(int topK) {
        this.topK = topK;
    }

    private static boolean isAddress(String value) {
        try {
            URI address = URI.create(value);
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            return web && address.getHost() != null && address.getUserInfo() == null && address.getQuery() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    /** Neither texts nor deletes by filter: the service has no such operations, and reading a whole index is no substitute. */
    @Override
    public Set<VectorFeature> features() {
        return Set.of(VectorFeature.EUCLIDEAN, VectorFeature.PERSISTENCE);
    }

    /** Returns the limits with the default of {@link #MAX_TOP_K}; the limits of a store depend on its configuration. */
    @Override
    public VectorLimits limits() {
        return new VectorLimits(4_096, 1_024, topK, 50, 10, 1 << 10, 32 << 10, 16 << 10, 100);
    }

    @Override
    public List<Option<?>> options() {
        return List.of(BUCKET, REGION, ENDPOINT, INDEX_PREFIX, MAX_TOP_K, ATTEMPTS, ATTEMPT_TIMEOUT, TIMEOUT);
    }

    @Override
    public List<Problem> problems(StorageConfig config) {
        return config.get(TIMEOUT).compareTo(config.get(ATTEMPT_TIMEOUT)) < 0
                ? List.of(new Problem(TIMEOUT.name(), "must not be less than " + ATTEMPT_TIMEOUT.name(), null))
                : List.of();
    }

    /**
     * Opens a store. No request is sent before the first call.
     *
     * @throws InvalidRequestException {@code region-unknown} when neither the configuration nor the SDK's chain has a region
     */
    @Override
    public VectorStore open(StorageConfig config) {
        return new S3VectorsStore(new S3VectorsProvider(config.get(MAX_TOP_K)), config);
    }
}
