package dev.agentstorage.inmemory;

import dev.agentstorage.spi.Feature;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.contract.SpanContract;
import dev.agentstorage.tck.contract.SpanInputContract;
import dev.agentstorage.tck.contract.SpanRetentionContract;
import dev.agentstorage.tck.contract.SpanUpdateContract;
import dev.agentstorage.tck.contract.TraceContract;
import dev.agentstorage.tck.contract.TraceFilterContract;
import dev.agentstorage.tck.contract.TraceOrderContract;
import dev.agentstorage.tck.run.TckRun;
import java.util.Set;
import org.junit.jupiter.api.Nested;

class InMemoryObservabilityTest extends TckRun {
    @Override
    protected StorageProvider provider() {
        return new InMemoryStorageProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return provider().features();
    }

    @Nested
    class Spans extends SpanContract {}

    @Nested
    class SpanInput extends SpanInputContract {}

    @Nested
    class SpanUpdates extends SpanUpdateContract {}

    @Nested
    class SpanRetention extends SpanRetentionContract {}

    @Nested
    class Traces extends TraceContract {}

    @Nested
    class TraceFilters extends TraceFilterContract {}

    @Nested
    class TraceOrder extends TraceOrderContract {}
}
