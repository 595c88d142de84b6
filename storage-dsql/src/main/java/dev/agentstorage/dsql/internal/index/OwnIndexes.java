package dev.agentstorage.dsql.internal.index;

import dev.agentstorage.dsql.internal.schema.Catalog;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.error.NotFound;
import dev.agentstorage.error.TooLarge;
import dev.agentstorage.error.Unsupported;
import dev.agentstorage.index.IndexSpec;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes that the application configured. One that can not be created is warned of and keeps nothing from starting: an index changes
 * how fast a storage answers, never what. Thread-safe.
 */
@Singleton
public final class OwnIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(OwnIndexes.class);

    private final DsqlIndexBackend indexes;
    private final List<IndexSpec> wanted;
    private volatile List<String> refused = List.of();

    @Inject
    OwnIndexes(DsqlIndexBackend indexes, DsqlSettings settings) {
        this.indexes = indexes;
        this.wanted = settings.indexes().own();
    }

    /** Creates those that are missing in what is there. */
    public void create(Catalog found) {
        List<String> problems = new ArrayList<>();
        for (IndexSpec spec : wanted) {
            if (!indexes.isThere(found, spec.name())) {
                try {
                    indexes.createIndex(spec);
                } catch (InvalidRequest | NotFound | TooLarge | Unsupported e) {
                    LOG.warn("the configured index {} was not created: {} {}", spec.name(), e.code(), e.details());
                    problems.add(spec.name() + " (" + e.code() + ")");
                }
            }
        }
        refused = List.copyOf(problems);
    }

    /** Returns the indexes that could not be created, each with the code of the reason. */
    public List<String> refused() {
        return refused;
    }
}
