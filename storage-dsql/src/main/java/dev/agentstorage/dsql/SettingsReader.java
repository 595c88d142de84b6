package dev.agentstorage.dsql;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.DsqlOptions.CorruptRows;
import dev.agentstorage.dsql.DsqlOptions.DialectChoice;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.IndexSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.PoolSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.Reactions;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.dsql.internal.settings.SessionOptions;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.spi.support.RetryPolicy;
import dev.agentstorage.value.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a configuration into settings, and finds all incompatible options. Used once. */
final class SettingsReader {
    private static final Pattern REGION_IN_HOST = Pattern.compile("\\.dsql\\.([a-z0-9-]+)\\.on\\.aws$");
    private static final String ADMIN = "admin";

    private static final List<Option<?>> OF_A_CLUSTER = List.of(
            DsqlOptions.PORT,
            DsqlOptions.DATABASE,
            DsqlOptions.REGION,
            DsqlOptions.CREDENTIALS_PROVIDER,
            DsqlOptions.TLS_TRUST);
    private static final List<Option<?>> OF_A_CONNECTION = List.of(
            DsqlOptions.USER,
            DsqlOptions.POOL_MAXIMUM,
            DsqlOptions.POOL_MINIMUM,
            DsqlOptions.IDLE_TIMEOUT,
            DsqlOptions.MAX_LIFETIME,
            DsqlOptions.CONNECTION_TIMEOUT,
            DsqlOptions.APPLICATION_NAME);

    private final StorageConfig config;
    private final List<Problem> problems = new ArrayList<>();

    SettingsReader(StorageConfig config) {
        this.config = config;
    }

    /** Returns all problems with combinations of options. */
    List<Problem> problems() {
        settings();
        return List.copyOf(problems);
    }

    /** @throws InvalidRequestException {@code config-invalid} with all problems */
    DsqlSettings read() {
        return settings()
                .orElseThrow(() -> new InvalidRequestException("config-invalid", "incompatible options", problems));
    }

    private Optional<DsqlSettings> settings() {
        Endpoint endpoint = endpoint();
        int maximum = config.get(DsqlOptions.POOL_MAXIMUM);
        int minimum = config.find(DsqlOptions.POOL_MINIMUM).orElse(maximum);
        if (minimum > maximum && !config.isGiven(DsqlOptions.DATA_SOURCE)) {
            problem(DsqlOptions.POOL_MINIMUM, "must not exceed poolMaximum");
        }
        IndexSettings indexes = new IndexSettings(config.get(DsqlOptions.SKIP_DEFAULT_INDEXES), ownIndexes());
        if (!problems.isEmpty() || endpoint == null) {
            return Optional.empty();
        }
        return Optional.of(new DsqlSettings(
                config.id(),
                endpoint,
                config.get(DsqlOptions.SCHEMA),
                dialect(),
                new PoolSettings(
                        maximum,
                        minimum,
                        config.get(DsqlOptions.IDLE_TIMEOUT),
                        config.get(DsqlOptions.MAX_LIFETIME),
                        config.get(DsqlOptions.CONNECTION_TIMEOUT),
                        config.get(DsqlOptions.APPLICATION_NAME)),
                new RetryPolicy(config.get(DsqlOptions.RETRY_ATTEMPTS), config.get(DsqlOptions.RETRY_DEADLINE)),
                new Reactions(
                        config.get(DsqlOptions.CORRUPT_ROWS) == CorruptRows.SKIP,
                        config.find(DsqlOptions.TRANSACTION_LISTENER).orElse(Reactions.USUAL.listener())),
                indexes,
                config.get(DsqlOptions.FILTER_ROWS),
                config.find(DsqlOptions.MEMORY_BYTES).orElseGet(DsqlSettings::usualMemoryBytes)));
    }

    /** Returns the limits of a storage with this configuration, which must be valid. */
    static Limits limits(StorageConfig config) {
        Limits most = DsqlSettings.LIMITS;
        return new Limits(
                most.idBytes(),
                most.nameBytes(),
                most.valueBytes(),
                most.rowBytes(),
                most.snapshotBytes(),
                config.get(DsqlOptions.BATCH_ROWS),
                config.get(DsqlOptions.BATCH_BYTES));
    }

    private @Nullable Endpoint endpoint() {
        List<Option<?>> given = new ArrayList<>();
        for (Option<?> option : List.of(DsqlOptions.HOST, DsqlOptions.URL, DsqlOptions.DATA_SOURCE)) {
            if (config.isGiven(option)) {
                given.add(option);
            }
        }
        if (given.size() != 1) {
            problems.add(new Problem(
                    "host",
                    given.isEmpty()
                            ? "one of host, url and dataSource must be given"
                            : "only one of host, url and dataSource may be given",
                    null));
            return null;
        }
        if (given.get(0) == DsqlOptions.HOST) {
            onlyWith("url", List.of(DsqlOptions.PASSWORD));
            return config.find(DsqlOptions.HOST).map(this::cluster).orElse(null);
        }
        onlyWith("host", OF_A_CLUSTER);
        if (given.get(0) == DsqlOptions.URL) {
            Optional<String> url = config.find(DsqlOptions.URL);
            if (config.isGiven(DsqlOptions.USER)
                    && url.filter(DsqlOptions::namesUser).isPresent()) {
                problem(DsqlOptions.USER, "is named by the url already");
            }
            if (url.filter(SessionOptions::weakenIsolation).isPresent()) {
                problem(
                        DsqlOptions.URL,
                        "must not set default_transaction_isolation below repeatable read in its parameter options");
            }
            return url.map(valid ->
                            new Endpoint.Url(valid, config.find(DsqlOptions.USER), config.find(DsqlOptions.PASSWORD)))
                    .orElse(null);
        }
        onlyWith("url", List.of(DsqlOptions.PASSWORD));
        onlyWith("host or url", OF_A_CONNECTION);
        return config.find(DsqlOptions.DATA_SOURCE).map(Endpoint.Given::new).orElse(null);
    }

    private Endpoint cluster(String host) {
        Optional<String> named = regionOf(host);
        Optional<String> region = config.find(DsqlOptions.REGION).or(() -> named);
        if (region.isEmpty()) {
            problem(DsqlOptions.REGION, "must be given when it is not part of the host name");
        } else if (named.isPresent() && !named.equals(region)) {
            problem(
                    DsqlOptions.REGION,
                    "must be the region of the host name: the cluster rejects tokens of other regions");
        }
        return new Endpoint.Cluster(
                host,
                config.get(DsqlOptions.PORT),
                config.get(DsqlOptions.DATABASE),
                config.find(DsqlOptions.USER).orElse(ADMIN),
                region.orElse(""),
                config.find(DsqlOptions.CREDENTIALS_PROVIDER),
                config.find(DsqlOptions.TLS_TRUST).map(Path::toAbsolutePath));
    }

    private List<IndexSpec> ownIndexes() {
        try {
            return config.find(DsqlOptions.INDEXES).map(IndexList::parse).orElse(List.of());
        } catch (InvalidRequestException e) {
            problem(DsqlOptions.INDEXES, e.getMessage() + " " + e.details());
            return List.of();
        }
    }

    private Optional<Dialect> dialect() {
        DialectChoice choice = config.get(DsqlOptions.DIALECT);
        return switch (choice) {
            case AUTO -> Optional.empty();
            case DSQL -> Optional.of(Dialect.DSQL);
            case POSTGRESQL -> Optional.of(Dialect.POSTGRESQL);
        };
    }

    private void onlyWith(String owner, List<Option<?>> options) {
        for (Option<?> option : options) {
            if (config.isGiven(option)) {
                problem(option, "applies only with " + owner);
            }
        }
    }

    private void problem(Option<?> option, String message) {
        problems.add(new Problem(option.name(), message, null));
    }

    private static Optional<String> regionOf(String host) {
        Matcher matcher = REGION_IN_HOST.matcher(host.toLowerCase(Locale.ROOT));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
