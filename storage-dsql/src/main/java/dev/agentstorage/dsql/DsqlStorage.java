package dev.agentstorage.dsql;

import dev.agentstorage.StorageBuilder;
import dev.agentstorage.dsql.DsqlOptions.CorruptRows;
import dev.agentstorage.dsql.DsqlOptions.DialectChoice;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.index.IndexSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Opens storages of the backend {@value DsqlStorageProvider#NAME} with type-safe options. {@link DsqlOptions} describes the options and how they
 * can be combined. To open a storage by option names instead, use {@code Storages.open(config)}.
 */
public final class DsqlStorage {
    private DsqlStorage() {}

    /** Returns a new builder. Exactly one of {@code host}, {@code url} and {@code dataSource} must be set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options of a storage. Not thread-safe. */
    public static final class Builder extends StorageBuilder<Builder> {
        private Builder() {
            super(new DsqlStorageProvider());
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Sets {@link DsqlOptions#HOST}: host name of a DSQL cluster, which uses IAM tokens over TLS. */
        public Builder host(String host) {
            return set(DsqlOptions.HOST, host);
        }

        /** Sets {@link DsqlOptions#PORT}: the port of the cluster. */
        public Builder port(int port) {
            return set(DsqlOptions.PORT, port);
        }

        /** Sets {@link DsqlOptions#URL}: the JDBC URL of a server, without a password. */
        public Builder url(String url) {
            return set(DsqlOptions.URL, url);
        }

        /** Sets {@link DsqlOptions#DATA_SOURCE}: the caller's own pool, never closed. */
        public Builder dataSource(DataSource dataSource) {
            return set(DsqlOptions.DATA_SOURCE, dataSource);
        }

        /** Sets {@link DsqlOptions#USER}: database role; admin for a cluster by default. */
        public Builder user(String user) {
            return set(DsqlOptions.USER, user);
        }

        /** Sets {@link DsqlOptions#PASSWORD}: the password, for a URL only. */
        public Builder password(String password) {
            return set(DsqlOptions.PASSWORD, password);
        }

        /** Sets {@link DsqlOptions#DATABASE}: the database of the cluster. */
        public Builder database(String database) {
            return set(DsqlOptions.DATABASE, database);
        }

        /** Sets {@link DsqlOptions#REGION}: region of the cluster; from its host name by default. */
        public Builder region(String region) {
            return set(DsqlOptions.REGION, region);
        }

        /** Sets {@link DsqlOptions#CREDENTIALS_PROVIDER}: credentials provider that signs tokens; the default chain by default. */
        public Builder credentialsProvider(AwsCredentialsProvider credentialsProvider) {
            return set(DsqlOptions.CREDENTIALS_PROVIDER, credentialsProvider);
        }

        /** Sets {@link DsqlOptions#TLS_TRUST}: PEM file with trusted certificates; those of the JVM by default. */
        public Builder tlsTrust(Path tlsTrust) {
            return set(DsqlOptions.TLS_TRUST, tlsTrust);
        }

        /** Sets {@link DsqlOptions#SCHEMA}: the schema of the tables. */
        public Builder schema(String schema) {
            return set(DsqlOptions.SCHEMA, schema);
        }

        /** Sets {@link DsqlOptions#DIALECT}: the kind of server. */
        public Builder dialect(DialectChoice dialect) {
            return set(DsqlOptions.DIALECT, dialect);
        }

        /** Sets {@link DsqlOptions#POOL_MAXIMUM}: maximum number of connections. */
        public Builder poolMaximum(int poolMaximum) {
            return set(DsqlOptions.POOL_MAXIMUM, poolMaximum);
        }

        /** Sets {@link DsqlOptions#POOL_MINIMUM}: minimum number of idle connections; the maximum by default. */
        public Builder poolMinimum(int poolMinimum) {
            return set(DsqlOptions.POOL_MINIMUM, poolMinimum);
        }

        /** Sets {@link DsqlOptions#IDLE_TIMEOUT}: time after which an idle connection over the minimum is closed. */
        public Builder idleTimeout(Duration idleTimeout) {
            return set(DsqlOptions.IDLE_TIMEOUT, idleTimeout);
        }

        /** Sets {@link DsqlOptions#MAX_LIFETIME}: maximum lifetime of a pooled connection. */
        public Builder maxLifetime(Duration maxLifetime) {
            return set(DsqlOptions.MAX_LIFETIME, maxLifetime);
        }

        /** Sets {@link DsqlOptions#CONNECTION_TIMEOUT}: maximum time that a call waits for a connection. */
        public Builder connectionTimeout(Duration connectionTimeout) {
            return set(DsqlOptions.CONNECTION_TIMEOUT, connectionTimeout);
        }

        /** Sets {@link DsqlOptions#RETRY_ATTEMPTS}: maximum number of attempts of one transaction. */
        public Builder retryAttempts(int retryAttempts) {
            return set(DsqlOptions.RETRY_ATTEMPTS, retryAttempts);
        }

        /** Sets {@link DsqlOptions#RETRY_DEADLINE}: time after which no further attempt begins. */
        public Builder retryDeadline(Duration retryDeadline) {
            return set(DsqlOptions.RETRY_DEADLINE, retryDeadline);
        }

        /** Sets {@link DsqlOptions#BATCH_ROWS}: maximum rows of one atomic change and of one bulk step. */
        public Builder batchRows(int batchRows) {
            return set(DsqlOptions.BATCH_ROWS, batchRows);
        }

        /** Sets {@link DsqlOptions#BATCH_BYTES}: maximum bytes of one atomic change. */
        public Builder batchBytes(long batchBytes) {
            return set(DsqlOptions.BATCH_BYTES, batchBytes);
        }

        /** Sets {@link DsqlOptions#CORRUPT_ROWS}: whether a listing fails at an unreadable row or skips it. */
        public Builder corruptRows(CorruptRows corruptRows) {
            return set(DsqlOptions.CORRUPT_ROWS, corruptRows);
        }

        /** Sets {@link DsqlOptions#MEMORY_BYTES}: the heap that large calls may use at the same time, in bytes. */
        public Builder memoryBytes(long memoryBytes) {
            return set(DsqlOptions.MEMORY_BYTES, memoryBytes);
        }

        /** Sets {@link DsqlOptions#FILTER_ROWS}: maximum number of rows that one call scans for a filter on metadata, scope or tags. */
        public Builder filterRows(int filterRows) {
            return set(DsqlOptions.FILTER_ROWS, filterRows);
        }

        /** Sets {@link DsqlOptions#TRANSACTION_LISTENER}: listener of conflicts, lost connections and retries. */
        public Builder transactionListener(TransactionListener transactionListener) {
            return set(DsqlOptions.TRANSACTION_LISTENER, transactionListener);
        }

        /** Sets {@link DsqlOptions#APPLICATION_NAME}: application name of the connections. */
        public Builder applicationName(String applicationName) {
            return set(DsqlOptions.APPLICATION_NAME, applicationName);
        }

        /** Sets {@link DsqlOptions#SKIP_DEFAULT_INDEXES}: whether to omit the indexes that only speed up reads. */
        public Builder skipDefaultIndexes(boolean skipDefaultIndexes) {
            return set(DsqlOptions.SKIP_DEFAULT_INDEXES, skipDefaultIndexes);
        }

        /**
         * Sets {@link DsqlOptions#INDEXES}: indexes of the application.
         *
         * @throws dev.agentstorage.error.InvalidRequestException {@code index-option-invalid}
         */
        public Builder indexes(List<IndexSpec> indexes) {
            return set(DsqlOptions.INDEXES, DsqlOptions.indexes(indexes));
        }
    }
}
