package dev.agentstorage.dsql;

import dev.agentstorage.config.Option;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.PostgresqlDriver;
import dev.agentstorage.index.IndexSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The options of the backend {@code dsql}. Exactly one of {@link #HOST}, {@link #URL} and {@link #DATA_SOURCE} is required.
 * An option that does not apply to the chosen one is rejected: nothing is silently ignored. With a {@link #DATA_SOURCE}, only the
 * options for tables, retries, batches, memory and corrupt rows apply. Immutable.
 */
public final class DsqlOptions {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,62}");
    private static final Pattern HOST_NAME = Pattern.compile(
            "[a-zA-Z0-9._-]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[a-zA-Z0-9._-]+)?|\\[[^\\[\\]\\s]+]");
    private static final String PORT_NUMBER =
            "(?::(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";
    private static final String URL_HOST = "(?:[a-zA-Z0-9._-]+|\\[[0-9a-fA-F:.%]+\\])" + PORT_NUMBER;
    private static final String ENCODED = "[^%/?]*(?:%[0-9a-fA-F]{2}[^%/?]*)*";
    private static final Pattern POSTGRESQL_URL = Pattern.compile("jdbc:postgresql:(?://(?:" + URL_HOST + "(?:,"
            + URL_HOST + ")*)?/)?" + ENCODED + "(?:\\?[^%]*(?:%[0-9a-fA-F]{2}[^%]*)*)?");

    /** A password parameter anywhere in the URL, also in the syntax of another driver. */
    private static final Pattern SECRET = Pattern.compile("(?:password|passwd|pwd)\\s*=", Pattern.CASE_INSENSITIVE);

    private static final Set<String> SECRETS = Set.of("password", "sslpassword");
    private static final Set<String> PARAMETERS = PostgresqlDriver.parameters();
    private static final Duration HOUR = Duration.ofHours(1);

    /** The kind of server. */
    public enum DialectChoice {
        /** Detected: DSQL for a {@link #HOST}, otherwise by a query when the storage is initialised. */
        AUTO,
        /** Aurora DSQL, or an endpoint that behaves like it. */
        DSQL,
        /** PostgreSQL 15 or later. */
        POSTGRESQL
    }

    /** What a listing does with an unreadable row, such as one without a required value, or with other JSON where a JSON object is required. */
    public enum CorruptRows {
        /** The listing fails with {@code CorruptDataException}. */
        FAIL,
        /** The listing omits the row and logs one warning. */
        SKIP
    }

    /** The host name of a DSQL cluster. */
    public static final Option<String> HOST = Option.string("host")
            .describedAs("host name of a DSQL cluster, which uses IAM tokens over TLS")
            .accepting("be a host name or an address, without a port", HOST_NAME.asMatchPredicate());

    /** The port of the cluster; only with {@link #HOST}. */
    public static final Option<Integer> PORT = Option.integer("port")
            .withDefault(5432)
            .describedAs("the port of the cluster")
            .accepting("be from 1 to 65535", port -> port >= 1 && port <= 65_535);

    /** The JDBC URL of a server, without a password. The URL is never logged or shown in errors, in case it contains one. */
    public static final Option<String> URL = Option.string("url")
            .asSecret()
            .describedAs("the JDBC URL of a server, without a password")
            .accepting(
                    "be a URL that the PostgreSQL driver accepts, with known parameters and without a password",
                    DsqlOptions::isPlainUrl);

    /**
     * The caller's own data source: never changed or closed. Its connections must be in autocommit mode and, on PostgreSQL, default
     * to repeatable read.
     */
    public static final Option<DataSource> DATA_SOURCE =
            Option.object("dataSource", DataSource.class).describedAs("the caller's own pool, never closed");

    /** The database role; {@code admin} for a {@link #HOST}. Not with {@link #DATA_SOURCE}. */
    public static final Option<String> USER = Option.string("user")
            .describedAs("database role; admin for a cluster by default")
            .accepting("not be blank", user -> !user.isBlank());

    /** The password. Only with {@link #URL}: a cluster uses tokens instead. */
    public static final Option<String> PASSWORD =
            Option.string("password").asSecret().describedAs("the password, for a URL only");

    /** The database of the cluster; only with {@link #HOST}. */
    public static final Option<String> DATABASE = Option.string("database")
            .withDefault("postgres")
            .describedAs("the database of the cluster")
            .accepting("be an identifier", IDENTIFIER.asMatchPredicate());

    /** The region to sign tokens for. Default: from a host name such as {@code x.dsql.eu-central-1.on.aws}. Only with {@link #HOST}. */
    public static final Option<String> REGION = Option.string("region")
            .describedAs("region of the cluster; from its host name by default")
            .accepting("be the name of a region", Pattern.compile("[a-z0-9-]+").asMatchPredicate());

    /** The provider of the credentials that sign tokens. Default: the default chain of the AWS SDK. Only with {@link #HOST}. */
    public static final Option<AwsCredentialsProvider> CREDENTIALS_PROVIDER = Option.object(
                    "credentialsProvider", AwsCredentialsProvider.class)
            .describedAs("credentials provider that signs tokens; the default chain by default");

    /**
     * A PEM file with the certificates to trust, for an endpoint whose certificate the JVM does not trust by default, such as a local one.
     * The host name is still verified. Only with {@link #HOST}.
     */
    public static final Option<Path> TLS_TRUST = Option.path("tlsTrust")
            .describedAs("PEM file with trusted certificates; those of the JVM by default")
            .accepting("be a PEM file with a certificate", DsqlOptions::isCertificate);

    /** The schema of the tables. It is created if it is missing. */
    public static final Option<String> SCHEMA = Option.string("schema")
            .withDefault("public")
            .describedAs("the schema of the tables")
            .accepting(
                    "begin with a letter or underscore but not with pg_, and have only letters, digits and underscores, 63 at most",
                    schema -> IDENTIFIER.matcher(schema).matches() && !schema.startsWith("pg_"));

    /** The kind of server. */
    public static final Option<DialectChoice> DIALECT = Option.enumeration("dialect", DialectChoice.class)
            .withDefault(DialectChoice.AUTO)
            .describedAs("the kind of server");

    /** Maximum number of connections of the pool. Not with {@link #DATA_SOURCE}. */
    public static final Option<Integer> POOL_MAXIMUM = Option.integer("poolMaximum")
            .withDefault(10)
            .describedAs("maximum number of connections")
            .accepting("be from 1 to 10000", size -> size >= 1 && size <= 10_000);

    /** Minimum number of idle connections. Default: {@link #POOL_MAXIMUM}, because connecting is slow. Not with {@link #DATA_SOURCE}. */
    public static final Option<Integer> POOL_MINIMUM = Option.integer("poolMinimum")
            .describedAs("minimum number of idle connections; the maximum by default")
            .accepting("be at least 0", size -> size >= 0);

    /** Time after which an idle connection over the minimum is closed. Not with {@link #DATA_SOURCE}. */
    public static final Option<Duration> IDLE_TIMEOUT = Option.duration("idleTimeout")
            .withDefault(Duration.ofSeconds(600))
            .describedAs("time after which an idle connection over the minimum is closed")
            .accepting(
                    "be from 10 seconds to 24 hours",
                    time -> time.compareTo(Duration.ofSeconds(10)) >= 0 && time.compareTo(Duration.ofHours(24)) <= 0);

    /** Maximum lifetime of a pooled connection; DSQL itself closes connections after an hour. Not with {@link #DATA_SOURCE}. */
    public static final Option<Duration> MAX_LIFETIME = Option.duration("maxLifetime")
            .withDefault(Duration.ofSeconds(3300))
            .describedAs("maximum lifetime of a pooled connection")
            .accepting(
                    "be at least 30 seconds and under 60 minutes",
                    time -> time.compareTo(Duration.ofSeconds(30)) >= 0 && time.compareTo(HOUR) < 0);

    /** Maximum time that a call waits for a connection; then it fails with {@code UnavailableException}. Not with {@link #DATA_SOURCE}. */
    public static final Option<Duration> CONNECTION_TIMEOUT = Option.duration("connectionTimeout")
            .withDefault(Duration.ofSeconds(5))
            .describedAs("maximum time that a call waits for a connection")
            .accepting(
                    "be from 250 milliseconds to 5 minutes",
                    time -> time.compareTo(Duration.ofMillis(250)) >= 0 && time.compareTo(Duration.ofMinutes(5)) <= 0);

    /** Maximum number of attempts of one transaction, including the first. */
    public static final Option<Integer> RETRY_ATTEMPTS = Option.integer("retryAttempts")
            .withDefault(16)
            .describedAs("maximum number of attempts of one transaction")
            .accepting("be from 1 to 100", attempts -> attempts >= 1 && attempts <= 100);

    /** Time after which a transaction is not retried any more; DSQL itself aborts a transaction after 5 minutes. */
    public static final Option<Duration> RETRY_DEADLINE = Option.duration("retryDeadline")
            .withDefault(Duration.ofSeconds(30))
            .describedAs("time after which no further attempt begins")
            .accepting(
                    "be at most 4 minutes", time -> !time.isNegative() && time.compareTo(Duration.ofMinutes(4)) <= 0);

    /**
     * Maximum number of rows that one call changes atomically, and that one step of a bulk operation changes. A smaller number makes
     * transactions shorter, with fewer conflicts. Lowers {@code Limits.atomicRows()} of the storage.
     */
    public static final Option<Integer> BATCH_ROWS = Option.integer("batchRows")
            .withDefault(DsqlSettings.LIMITS.atomicRows())
            .describedAs("maximum rows of one atomic change and of one bulk step")
            .accepting("be from 10 to 2999", rows -> rows >= 10 && rows <= DsqlSettings.LIMITS.atomicRows());

    /**
     * Maximum number of bytes that one call changes atomically, and that one step of an import writes. Lowers
     * {@code Limits.atomicBytes()} of the storage.
     */
    public static final Option<Long> BATCH_BYTES = Option.longInteger("batchBytes")
            .withDefault(DsqlSettings.LIMITS.atomicBytes())
            .describedAs("maximum bytes of one atomic change")
            .accepting(
                    "be from 4194304 to 8388608",
                    bytes -> bytes >= 4 << 20 && bytes <= DsqlSettings.LIMITS.atomicBytes());

    /**
     * What a listing does with an unreadable row, including the messages and neighbours that it includes. Reads by id, of a trace, by a clone
     * or by an export always fail at such a row, and counts may include it. If rows are skipped, a page by its number must
     * read all rows before it; slices cost nothing extra.
     */
    public static final Option<CorruptRows> CORRUPT_ROWS = Option.enumeration("corruptRows", CorruptRows.class)
            .withDefault(CorruptRows.FAIL)
            .describedAs("whether a listing fails at an unreadable row or skips it");

    /**
     * Maximum number of rows that one page, slice or count scans for a filter on metadata, scope or tags. The client evaluates
     * these filters, on the rows that match all other filters. If there are more rows, the call fails with {@code TooLargeException} ({@code
     * filter-too-wide}). A filter on the status scans the runs that Mastra wrote in the same way.
     */
    public static final Option<Integer> FILTER_ROWS = Option.integer("filterRows")
            .withDefault(DsqlSettings.FILTER_ROWS)
            .describedAs("maximum number of rows that one call scans for a filter on metadata, scope or tags")
            .accepting("be from 1000 to 100000000", rows -> rows >= 1000 && rows <= 100_000_000);

    /**
     * Maximum number of bytes of heap that large calls of the storage use at the same time. Default: a quarter of the JVM's maximum. A
     * call with an estimate over 16 MiB reserves its estimate. It waits for this in the order of arrival, at most for {@link #RETRY_DEADLINE};
     * then it fails with {@code UnavailableException} ({@code memory-budget}). A call larger than the budget runs only while no
     * other large call runs. docs/OPERATIONS.md describes the estimate.
     */
    public static final Option<Long> MEMORY_BYTES = Option.longInteger("memoryBytes")
            .describedAs(
                    "maximum bytes of heap that large calls use at the same time; a quarter of the heap by default")
            .accepting("be at least 16777216", bytes -> bytes >= 16 << 20);

    /** A listener of conflicts, lost connections and retries. Can only be set in code. */
    public static final Option<TransactionListener> TRANSACTION_LISTENER = Option.object(
                    "transactionListener", TransactionListener.class)
            .describedAs("listener of conflicts, lost connections and retries");

    /** The application name of the connections, as the server's system views show it. Not with {@link #DATA_SOURCE}. */
    public static final Option<String> APPLICATION_NAME = Option.string("applicationName")
            .withDefault("agent-storage")
            .describedAs("application name of the connections")
            .accepting(
                    "be 1 to 63 printable ASCII characters",
                    Pattern.compile("[ -~]{1,63}").asMatchPredicate());

    /** Whether the initialisation omits the indexes that only speed up reads. Indexes that enforce uniqueness are always created. */
    public static final Option<Boolean> SKIP_DEFAULT_INDEXES = Option.bool("skipDefaultIndexes")
            .withDefault(false)
            .describedAs("whether to omit the indexes that only speed up reads");

    /**
     * Indexes of the application, which the initialisation creates if they are missing. Syntax: {@code name on table (column, column)},
     * optionally with {@code unique} before it or {@code where} and a condition after it; indexes are separated by semicolons. {@link
     * #indexes(List)} creates this text. If an index cannot be created, a warning is logged and {@code health()} reports it; the storage still
     * starts.
     */
    public static final Option<String> INDEXES = Option.string("indexes")
            .describedAs("indexes of the application: name on table (column, column); unique name on table (column)");

    /** All options. */
    static final List<Option<?>> ALL = List.of(
            HOST,
            PORT,
            URL,
            DATA_SOURCE,
            USER,
            PASSWORD,
            DATABASE,
            REGION,
            CREDENTIALS_PROVIDER,
            TLS_TRUST,
            SCHEMA,
            DIALECT,
            POOL_MAXIMUM,
            POOL_MINIMUM,
            IDLE_TIMEOUT,
            MAX_LIFETIME,
            CONNECTION_TIMEOUT,
            RETRY_ATTEMPTS,
            RETRY_DEADLINE,
            BATCH_ROWS,
            BATCH_BYTES,
            FILTER_ROWS,
            MEMORY_BYTES,
            CORRUPT_ROWS,
            TRANSACTION_LISTENER,
            APPLICATION_NAME,
            SKIP_DEFAULT_INDEXES,
            INDEXES);

    private DsqlOptions() {}

    /**
     * Returns the text of {@link #INDEXES} for the given indexes: their names, tables, columns, uniqueness and conditions. Other options of
     * an index cannot be written as text; create such an index with {@code storage.indexes()}.
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code index-option-invalid} for such options, and for a condition with a semicolon
     */
    public static String indexes(List<IndexSpec> specs) {
        return IndexList.text(specs);
    }

    private static boolean isCertificate(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty();
        } catch (IOException | CertificateException e) {
            return false;
        }
    }

    /**
     * Checks a URL before the driver sees it, because the driver logs a URL that it cannot parse. The driver silently ignores
     * unknown parameters, such as {@code SSLMODE}.
     */
    private static boolean isPlainUrl(String url) {
        if (!POSTGRESQL_URL.matcher(url).matches()
                || SECRET.matcher(URLDecoder.decode(url, StandardCharsets.UTF_8))
                        .find()) {
            return false;
        }
        Set<String> named = parameters(url);
        try {
            return PARAMETERS.containsAll(named)
                    && Collections.disjoint(SECRETS, named)
                    && PostgresqlDriver.INSTANCE.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns whether a valid URL contains a user. */
    static boolean namesUser(String url) {
        return parameters(url).contains("user");
    }

    /** Returns the names of the parameters of a URL. */
    private static Set<String> parameters(String url) {
        int question = url.indexOf('?');
        return question < 0
                ? Set.of()
                : Arrays.stream(url.substring(question + 1).split("&"))
                        .filter(parameter -> !parameter.isEmpty())
                        .map(parameter -> parameter.split("=", 2)[0])
                        .collect(Collectors.toSet());
    }
}
