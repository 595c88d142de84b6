package dev.agentstorage.tck.selftest.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.tck.engine.rule.KnownGap;
import dev.agentstorage.tck.rule.StorageRules;
import dev.agentstorage.tck.selftest.FakeProvider;
import dev.agentstorage.tck.selftest.KitRun;
import dev.agentstorage.value.Feature;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;

/** What the library does for every backend is held by the rules, too. */
@Tag("slow")
class FacadeMutantTest {
    @TempDir
    Path reports;

    static Stream<FacadeMutant> mutants() {
        return FacadeMutants.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void defectIsCaught(FacadeMutant mutant) {
        Class<? extends StorageTck> kit = mutant.bare() ? OnBareBackend.class : OnReference.class;
        AtomicReference<KitRun> broken = new AtomicReference<>();
        mutant.during(() -> broken.set(run(kit, mutant.rule())));
        assertThat(broken.get().failures()).as(mutant.toString()).isNotEmpty();
    }

    /** Else a rule might catch what all defects share. The reference passes in a separate test. */
    @Test
    void bareBackendPasses() {
        KitRun run = KitRun.of(reports, OnBareBackend.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("bare")).isEqualTo("CONFORMANT WITH GAPS");
    }

    private KitRun run(Class<? extends StorageTck> kit, String rule) {
        List<DiscoverySelector> tests = StorageRules.of(kit).rule(rule).orElseThrow().tests().stream()
                .map(test -> (DiscoverySelector) selectNestedMethod(List.of(kit), test.testClass(), test.method()))
                .toList();
        return KitRun.of(reports, Map.of(), tests);
    }

    static class OnReference extends StorageTck {
        @Override
        protected StorageProvider provider() {
            return new InMemoryStorageProvider();
        }

        @Override
        protected Set<Feature> declares() {
            return EnumSet.complementOf(EnumSet.of(Feature.PERSISTENCE, Feature.UNIQUE_INDEXES));
        }
    }

    @KnownGap(rule = "CFG-08", reason = "it is made in a test and found by no name", issue = "this kit")
    static class OnBareBackend extends StorageTck {
        @Override
        protected StorageProvider provider() {
            return FakeProvider.of("bare");
        }

        @Override
        protected Set<Feature> declares() {
            return Set.of();
        }
    }
}
