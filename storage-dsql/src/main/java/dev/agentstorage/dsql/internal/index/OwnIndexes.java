package dev.agentstorage.dsql.internal.index;

import dev.agentstorage.dsql.internal.schema.Catalog;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the indexes that the application has configured. If an index cannot be created, a warning is logged and the storage still starts: an
 * index affects only performance. Thread-safe.
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

    /** Creates the indexes that are missing in the catalog, and those whose build has failed. */
    public void create(Catalog found) {
        List<String> problems = new ArrayList<>();
        for (IndexSpec spec : wanted) {
            Optional<IndexState> state = indexes.state(found, spec.name());
            if (state.isEmpty() || state.get() == IndexState.INVALID) {
                try {
                    if (state.isPresent()) {
                        LOG.warn("the build of the configured index {} has failed and is repeated", spec.name());
                        indexes.dropIndex(spec.name());
                    }
                    indexes.createIndex(spec);
                } catch (InvalidRequestException | NotFoundException | TooLargeException | UnsupportedException e) {
                    LOG.warn("the configured index {} was not created: {} {}", spec.name(), e.code(), e.details());
                    problems.add(spec.name() + " (" + e.code() + ")");
                }
            }
        }
        refused = List.copyOf(problems);
    }

    /**
     * Returns the problems of indexes, for a health description; empty if there are none.
     *
     * @param defaults the default indexes that could not be created
     */
    public String problems(Catalog found, List<String> defaults) {
        List<String> failed = indexes.given(found.failed());
        List<String> missing = new ArrayList<>(defaults);
        missing.addAll(refused);
        return (missing.isEmpty() ? "" : "; indexes not created: " + String.join(", ", missing))
                + (failed.isEmpty() ? "" : "; indexes whose build has failed: " + String.join(", ", failed));
    }

    /** Returns the given names of the indexes that are being built. */
    public List<String> building(Catalog found) {
        return indexes.given(found.building());
    }
}
