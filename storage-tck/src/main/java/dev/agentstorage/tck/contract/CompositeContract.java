package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.CompositeStorage;
import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The backend as a part of a composite storage (rules {@code CFG-20} to {@code CFG-26}). */
public abstract class CompositeContract extends CoreContract {
    /** Made by the kit. */
    protected CompositeContract() {}

    private List<Domain<?>> domains() {
        return Domain.values().stream().filter(domain -> has(domain.feature())).toList();
    }

    private static void sameStore(Domain<?> domain, Storage one, Storage other) {
        assertThat(one.find(domain).orElseThrow() == other.find(domain).orElseThrow())
                .as("%s", domain)
                .isTrue();
    }

    /** A domain that is assigned to another storage returns the same store object. If this fails, a store is created again at each call. */
    @Rule(
            id = "CFG-20",
            cases = {"X24", "X25"})
    void overriddenDomainIsTheVeryStoreOfTheOther() {
        try (Storage other = openAnother()) {
            for (Domain<?> overridden : domains()) {
                Storage composite = CompositeStorage.of(storage(), Map.of(overridden, other));
                for (Domain<?> domain : domains()) {
                    sameStore(domain, composite, domain == overridden ? other : storage());
                }
            }
        }
    }

    /** Without overrides everything is the default's. If this fails, look at how the storage finds its domains. */
    @Rule(
            id = "CFG-21",
            cases = {"X22", "X30", "X31"})
    void defaultServesEverything() {
        Storage composite = CompositeStorage.of(storage(), Map.of());
        domains().forEach(domain -> sameStore(domain, composite, storage()));
        assertThat(composite.features()).isEqualTo(storage().features());
        assertThat(composite.limits()).isEqualTo(storage().limits());
    }

    /** Without a default, a domain that is not assigned is absent. If this fails, look for a store that is created when it is missing. */
    @Rule(
            id = "CFG-22",
            cases = {"X27", "X28", "X32"})
    void unnamedDomainIsAbsentWithoutDefault() {
        for (Domain<?> named : domains()) {
            Storage composite = CompositeStorage.builder().use(named, storage()).build();
            sameStore(named, composite, storage());
            for (Domain<?> domain : Domain.values()) {
                assertThat(composite.find(domain).isPresent()).isEqualTo(domain == named);
            }
        }
    }

    /** A storage must have the domains that are assigned to it. If this fails, the provider reports features that the backend lacks. */
    @Rule(id = "CFG-23")
    void partWithoutTheDomainIsRefused() {
        for (Domain<?> domain : Domain.values()) {
            if (!has(domain.feature())) {
                assertThatThrownBy(() -> CompositeStorage.builder().use(domain, storage()))
                        .isInstanceOf(UnsupportedException.class);
            }
        }
        assertThatThrownBy(() -> CompositeStorage.builder().build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("composite-empty"));
    }

    /** Data is stored in the part. If this fails, look at the memory store of the backend itself. */
    @Rule(
            id = "CFG-24",
            requires = Feature.MEMORY,
            cases = {"X23", "X26", "X29"})
    void dataLandsInThePartThatServesTheDomain() {
        Storage composite = CompositeStorage.of(storage(), Map.of());
        ConversationThread thread = composite
                .memory()
                .saveThread(ConversationThread.builder(id("resource"))
                        .id(id("thread"))
                        .createdAt(base())
                        .build());
        assertThat(composite.memory().getThread(thread.id())).contains(thread);
        assertThat(memory().getThread(thread.id())).contains(thread);
        composite.memory().deleteThread(thread.id());
        assertThat(memory().getThread(thread.id())).isEmpty();
    }

    /** Data is stored in no other part. If this fails, storages without persistence share state. */
    @Rule(
            id = "CFG-24",
            requires = Feature.MEMORY,
            absent = Feature.PERSISTENCE,
            cases = {"X26", "X29"})
    void dataLandsInNoOtherPart() {
        try (Storage other = openAnother()) {
            Storage composite = CompositeStorage.of(storage(), Map.of(Domain.MEMORY, other));
            ConversationThread thread = composite
                    .memory()
                    .saveThread(ConversationThread.builder(id("resource"))
                            .id(id("thread"))
                            .createdAt(base())
                            .build());
            assertThat(other.memory().getThread(thread.id())).contains(thread);
            assertThat(memory().getThread(thread.id())).isEmpty();
        }
    }

    /** Parts are initialised and closed with the composite. If this fails, look at {@code init} and {@code close} of the backend. */
    @Rule(id = "CFG-25")
    void partsAreInitialisedAndClosedTogether() {
        Storage one = Storages.open(provider(), manual());
        Storage two = Storages.open(provider(), manual());
        CompositeStorage.Builder builder = CompositeStorage.builder().defaultStorage(one);
        domains().stream().findFirst().ifPresent(domain -> builder.use(domain, two));
        try (CompositeStorage composite = builder.build()) {
            composite.init();
            reads(composite).forEach(Runnable::run);
            assertThat(composite.health().reachable()).isTrue();
        }
        assertThatThrownBy(one::init).isInstanceOf(NotInitializedException.class);
        assertThat(domains().isEmpty() || closed(two)).isTrue();
    }

    private static boolean closed(Storage storage) {
        try {
            storage.init();
            return false;
        } catch (NotInitializedException e) {
            return true;
        }
    }

    /** Parts stay open if their owner closes them. If this fails, the storage shares its resources with others. */
    @Rule(id = "CFG-25")
    void partsAreLeftToTheirOwner() {
        Storage composite = CompositeStorage.builder()
                .defaultStorage(storage())
                .closingParts(false)
                .build();
        composite.close();
        assertThatThrownBy(composite::init).isInstanceOf(NotInitializedException.class);
        reads(storage()).forEach(Runnable::run);
    }

    /** Features and limits are those of the parts. If this fails, look at {@code features()} of the provider. */
    @Rule(id = "CFG-26")
    void featuresAreThoseOfTheServedDomains() {
        for (Domain<?> named : domains()) {
            Storage composite = CompositeStorage.builder().use(named, storage()).build();
            Set<Feature> expected = EnumSet.of(named.feature());
            storage().features().stream()
                    .filter(feature ->
                            feature == Feature.PERSISTENCE || feature.implied().contains(named.feature()))
                    .forEach(expected::add);
            assertThat(composite.features()).isEqualTo(expected);
            assertThat(composite.limits()).isEqualTo(limits());
        }
    }
}
