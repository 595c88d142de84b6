package dev.agentstorage.tck.selftest.facade;

import dev.agentstorage.tck.selftest.facade.WrongAnswer.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Defects of what the library does for every backend. */
public final class FacadeMutants {
    private static final Answer NOTHING = (self, arguments) -> null;
    private static final Answer ITSELF = (self, arguments) -> self;
    private static final Answer SECOND = (self, arguments) -> arguments[1];
    private static final Answer TRUE = always(true);
    private static final Answer FALSE = always(false);

    private FacadeMutants() {}

    private static Answer always(Object value) {
        return (self, arguments) -> value;
    }

    /** Returns the rules that have a defect of the library. */
    public static Set<String> rules() {
        return all().map(FacadeMutant::rule).collect(Collectors.toUnmodifiableSet());
    }

    static Stream<FacadeMutant> all() {
        return Stream.of(storages(), configurations(), composites(), inputs(), absentDomains(), transfers())
                .flatMap(List::stream);
    }

    private static List<FacadeMutant> storages() {
        return List.of(
                new FacadeMutant(
                        "initialises-without-being-asked", "CORE-13", "DefaultStorage", "requireUsable", 0, NOTHING),
                new FacadeMutant("unwraps-to-null", "CORE-16", "DefaultStorage", "unwrap", 1, NOTHING),
                new FacadeMutant("goes-on-when-closed", "CORE-17", "DefaultStorage", "refuseWhenClosed", 0, NOTHING),
                new FacadeMutant("finds-no-domain", "CORE-18", "DefaultStorage", "find", 1, always(Optional.empty())),
                new FacadeMutant("counts-nothing-in-an-outage", "CORE-29", "store.Listing", "count", 0, always(0L)),
                new FacadeMutant("always-has-more", "PAGE-04", "value.Page", "hasMore", 0, TRUE),
                new FacadeMutant(
                        "counts-no-rows-before-a-page", "PAGE-05", "value.PageRequest", "offset", 2, always(0L)),
                new FacadeMutant(
                        "tells-no-queries-apart", "PAGE-07", "value.Version", "token", 0, always("same".repeat(4))),
                new FacadeMutant(
                        "tells-no-span-queries-apart", "OBS-65", "value.Version", "token", 0, always("same".repeat(4))),
                new FacadeMutant("sees-every-thread", "MEM-61", "spi.Scope", "admits", 1, TRUE),
                new FacadeMutant("sees-every-resource", "MEM-67", "spi.Scope", "admits", 1, TRUE),
                new FacadeMutant("clones-out-of-a-view", "MEM-66", "store.Call", "outside", 1, NOTHING));
    }

    private static List<FacadeMutant> configurations() {
        return List.of(
                new FacadeMutant("reads-no-variable", "CFG-02", "config.Option", "environmentName", 0, always("OTHER")),
                new FacadeMutant("checks-no-option", "CFG-04", "config.StorageConfig", "validate", 2, ITSELF),
                new FacadeMutant("has-one-id", "CFG-05", "config.StorageConfig", "id", 0, always("storage")),
                new FacadeMutant("shows-secrets", "CFG-06", "config.Option", "isSecret", 0, FALSE).onBareBackend(),
                new FacadeMutant("names-no-jar", "CFG-08", "ProviderLookup", "jar", 1, always("")),
                new FacadeMutant("takes-no-version", "CFG-09", "spi.SpiVersion", "accepts", 1, FALSE));
    }

    private static List<FacadeMutant> composites() {
        return List.of(
                new FacadeMutant("keeps-no-part", "CFG-20", "CompositeStorage$Builder", "use", 2, ITSELF),
                new FacadeMutant("has-no-feature", "CFG-21", "CompositeStorage", "features", 0, always(Set.of())),
                new FacadeMutant(
                        "has-every-domain", "CFG-22", "CompositeStorage", "find", 1, always(Optional.of("store"))),
                new FacadeMutant(
                                "takes-parts-without-the-domain",
                                "CFG-23",
                                "CompositeStorage$Builder",
                                "use",
                                2,
                                ITSELF)
                        .onBareBackend(),
                new FacadeMutant("writes-to-the-default", "CFG-24", "CompositeStorage$Builder", "use", 2, ITSELF),
                new FacadeMutant("reaches-no-part", "CFG-25", "CompositeStorage", "each", 1, NOTHING),
                new FacadeMutant(
                        "has-no-feature-of-its-parts", "CFG-26", "CompositeStorage", "features", 2, always(Set.of())));
    }

    private static List<FacadeMutant> inputs() {
        return List.of(
                new FacadeMutant("takes-any-text", "CORE-05", "store.Call", "text", 2, SECOND),
                new FacadeMutant("takes-any-id-of-a-thread", "MEM-06", "store.Call", "id", 2, SECOND),
                new FacadeMutant("takes-any-id-of-a-message", "MEM-37", "store.Call", "id", 2, SECOND),
                new FacadeMutant("takes-any-size-of-messages", "MEM-38", "store.Call", "refuse", 1, NOTHING),
                new FacadeMutant("deletes-without-a-bound", "MEM-49", "value.TimeRange", "equals", 1, FALSE),
                new FacadeMutant("takes-any-text-of-a-resource", "MEM-79", "store.Call", "text", 2, SECOND),
                new FacadeMutant("takes-any-id-of-a-run", "WF-11", "store.Call", "id", 2, SECOND),
                new FacadeMutant("takes-any-id-of-an-update", "WF-31", "store.Call", "id", 2, SECOND),
                new FacadeMutant("asks-for-any-run", "WF-45", "store.Call", "id", 2, SECOND),
                new FacadeMutant("takes-any-text-of-a-span-patch", "OBS-25", "store.Call", "text", 2, SECOND),
                new FacadeMutant("takes-any-key-of-a-filter", "OBS-58", "store.Call", "metadataKey", 2, NOTHING),
                new FacadeMutant(
                        "takes-any-evaluation", "SCORE-04", "score.Evaluation$Problems", "throwIfAny", 0, NOTHING),
                new FacadeMutant("takes-any-text-of-a-score", "SCORE-07", "store.Call", "text", 2, SECOND),
                new FacadeMutant("asks-for-any-score", "SCORE-14", "store.Call", "id", 2, SECOND),
                new FacadeMutant("takes-any-id-of-an-agent", "AGENT-50", "store.Call", "id", 2, SECOND),
                new FacadeMutant("takes-any-size-of-agents", "AGENT-51", "store.Call", "refuse", 1, NOTHING),
                new FacadeMutant("takes-any-name-of-an-index", "IDX-02", "index.Identifiers", "check", 2, SECOND));
    }

    private static List<FacadeMutant> absentDomains() {
        return Map.of(
                        "MEM-86", "memory",
                        "WF-53", "workflows",
                        "OBS-80", "observability",
                        "SCORE-23", "scores",
                        "AGENT-52", "agents",
                        "IDX-22", "indexes")
                .entrySet()
                .stream()
                .map(domain -> new FacadeMutant(
                                "has-" + domain.getValue() + "-that-are-null",
                                domain.getKey(),
                                "Storage",
                                domain.getValue(),
                                0,
                                NOTHING)
                        .onBareBackend())
                .toList();
    }

    private static List<FacadeMutant> transfers() {
        return List.of(
                new FacadeMutant("exports-no-line", "XFER-02", "transfer.Exporter", "line", 1, NOTHING),
                new FacadeMutant(
                        "imports-into-nothing", "XFER-04", "CompositeStorage", "find", 1, always(Optional.of("store"))),
                new FacadeMutant("reads-lines-only", "XFER-05", "transfer.Importer", "entity", 1, NOTHING),
                new FacadeMutant("reads-no-header", "XFER-06", "transfer.Importer", "header", 0, NOTHING),
                new FacadeMutant(
                        "counts-nothing", "XFER-07", "transfer.TransferResult", "counts", 0, always(Map.of())));
    }
}
