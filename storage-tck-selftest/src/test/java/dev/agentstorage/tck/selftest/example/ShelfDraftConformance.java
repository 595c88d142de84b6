package dev.agentstorage.tck.selftest.example;

import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.tck.engine.rule.KnownGap;
import dev.agentstorage.value.Feature;
import java.util.EnumSet;
import java.util.Set;

/** The kit on a backend with a defect that its author knows. Run by {@link KnownGapExampleTest}. */
// doc: gap
@KnownGap(
        rule = "CFG-01",
        reason = "limits() gives ids of 32 bytes: the key column is CHAR(32)",
        issue = "https://shelf.example/issues/12",
        until = "1.4")
class ShelfDraftConformance extends StorageTck {
    @Override
    protected StorageProvider provider() {
        return new ShelfDraftProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return EnumSet.noneOf(Feature.class);
    }
}
// end
