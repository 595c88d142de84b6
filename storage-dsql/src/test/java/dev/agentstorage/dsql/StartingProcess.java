package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that initialises a storage on request: it reports when it is ready, and waits for a line. */
final class StartingProcess {
    private StartingProcess() {}

    public static void main(String[] arguments) throws IOException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(arguments[0]);
        StorageConfig.Builder config = StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, source)
                .set(DsqlOptions.SCHEMA, arguments[1]);
        try (Storage storage = Schema.open(config)) {
            System.out.write("ready\n".getBytes(StandardCharsets.UTF_8));
            System.out.flush();
            if (System.in.read() < 0) {
                throw new IOException("told nothing");
            }
            storage.init();
            storage.memory().getThread("none");
        }
    }
}
