package dev.agentstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompositeStorageTest {
    private final TestProvider one = new TestProvider()
            .named("one")
            .with(Feature.MEMORY, Feature.WORKFLOWS, Feature.SCORES, Feature.PERSISTENCE);
    private final TestProvider two =
            new TestProvider().named("two").with(Feature.WORKFLOWS, Feature.INDEXES, Feature.INDEX_STATISTICS);
    private final Storage first = Storages.open(one, StorageConfig.of("one"));
    private final Storage second = Storages.open(two, StorageConfig.of("two"));

    private CompositeStorage both() {
        return CompositeStorage.of(first, Map.of(Domain.WORKFLOWS, second));
    }

    @Test
    void anOverriddenDomainIsTheVeryStoreOfTheOther() {
        CompositeStorage storage = both();

        assertThat(storage.workflows()).isSameAs(second.workflows());
        assertThat(storage.memory()).isSameAs(first.memory());
        assertThat(storage.find(Domain.SCORES)).containsSame(first.scores());
    }

    @Test
    void anEmptyOverrideMapLeavesTheDefault() {
        CompositeStorage storage = CompositeStorage.of(first, Map.of());

        assertThat(storage.workflows()).isSameAs(first.workflows());
        assertThat(storage.parts()).containsExactly(first);
    }

    @Test
    void withoutADefaultOnlyNamedDomainsAreThere() {
        CompositeStorage storage = CompositeStorage.builder()
                .use(Domain.MEMORY, first)
                .use(Domain.INDEXES, second)
                .build();

        assertThat(storage.memory()).isSameAs(first.memory());
        assertThat(storage.indexes()).isSameAs(second.indexes());
        assertThat(storage.find(Domain.WORKFLOWS)).isEmpty();
        assertThatThrownBy(storage::workflows)
                .isInstanceOfSatisfying(
                        UnsupportedException.class, e -> assertThat(e.feature()).isEqualTo("WORKFLOWS"));
    }

    @Test
    void aPartMustHaveTheDomainThatItServes() {
        assertThatThrownBy(() -> CompositeStorage.builder().use(Domain.MEMORY, second))
                .isInstanceOfSatisfying(
                        UnsupportedException.class, e -> assertThat(e.details()).containsEntry("backend", "two"));
    }

    @Test
    void atLeastOnePartIsNeeded() {
        assertThatThrownBy(() -> CompositeStorage.builder().build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("composite-empty"));
        assertThatThrownBy(() ->
                        CompositeStorage.builder().id(" ").defaultStorage(first).build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("id-blank"));
    }

    @Test
    void featuresAreThoseOfTheServedDomains() {
        assertThat(both().features()).containsExactlyInAnyOrder(Feature.MEMORY, Feature.WORKFLOWS, Feature.SCORES);
        assertThat(CompositeStorage.of(first, Map.of(Domain.INDEXES, second)).features())
                .contains(Feature.INDEXES, Feature.INDEX_STATISTICS)
                .doesNotContain(Feature.PERSISTENCE);
        assertThat(CompositeStorage.of(first, Map.of()).features()).contains(Feature.PERSISTENCE);
    }

    @Test
    void limitsAreTheSmallestOfTheParts() {
        TestProvider small = new TestProvider().with(Feature.AGENTS);
        small.limits = new Limits(100, 900, 10, 20, 1 << 27, 5, 1 << 24);
        Storage third = Storages.open(small, StorageConfig.of("test"));

        assertThat(CompositeStorage.of(first, Map.of(Domain.AGENTS, third)).limits())
                .isEqualTo(new Limits(100, 500, 10, 20, 64 << 20, 5, 8 << 20));
    }

    @Test
    void initReachesEveryPartAndReportsEveryFailure() {
        one.duringInit = () -> {
            throw new IllegalStateException("one");
        };
        two.duringInit = () -> {
            throw new IllegalStateException("two");
        };

        assertThatThrownBy(() -> both().init())
                .hasMessage("one")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .satisfies(suppressed -> assertThat(suppressed).hasMessage("two")));
        assertThat(two.inits).hasValue(1);
    }

    @Test
    void aPartThatServesTwoDomainsIsInitialisedAndClosedOnce() {
        Storage storage = CompositeStorage.builder()
                .use(Domain.MEMORY, first)
                .use(Domain.WORKFLOWS, first)
                .build();
        storage.init();
        storage.close();
        storage.close();

        assertThat(one.inits).hasValue(1);
        assertThat(one.closes).hasValue(1);
    }

    @Test
    void closeReachesEveryPartAlsoWhenOneFails() {
        one.duringClose = () -> {
            throw new IllegalStateException("one");
        };

        assertThatThrownBy(() -> both().close()).hasMessage("one");
        assertThat(two.closes).hasValue(1);
    }

    @Test
    void partsAreLeftToTheirOwnerWhenSaid() {
        Storage storage = CompositeStorage.builder()
                .defaultStorage(first)
                .closingParts(false)
                .build();
        storage.close();

        assertThat(one.closes).hasValue(0);
        assertThatThrownBy(storage::init).isInstanceOf(NotInitializedException.class);
        assertThatThrownBy(storage::health).isInstanceOf(NotInitializedException.class);
        assertThatThrownBy(() -> storage.unwrap(String.class)).isInstanceOf(NotInitializedException.class);
        assertThatThrownBy(() -> storage.eraseResource("r")).isInstanceOf(NotInitializedException.class);
    }

    @Test
    void healthIsThatOfAllParts() {
        CompositeStorage storage = both();

        assertThat(storage.health().reachable()).isTrue();
        assertThat(storage.health().description()).isEqualTo("one: one is there; two: two is there");
        assertThat(storage.health().building()).containsExactly("index of one", "index of two");
        two.closes.incrementAndGet();
        assertThat(storage.health().reachable()).isFalse();
    }

    @Test
    void unwrapFindsTheOnePartThatHasTheObject() {
        one.objects.add("text");
        one.objects.add(1);
        two.objects.add(2);

        assertThat(both().unwrap(String.class)).isEqualTo("text");
        assertThatThrownBy(() -> both().unwrap(Integer.class))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("unwrap-ambiguous"));
        assertThatThrownBy(() -> both().unwrap(Long.class)).isInstanceOf(UnsupportedException.class);
    }
}
