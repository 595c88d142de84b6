package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import java.util.UUID;

/** The indexes that a storage creates by default (rules {@code IDX-20} to {@code IDX-22}). */
public abstract class DefaultIndexContract extends Contract {
    /** Made by the kit. */
    protected DefaultIndexContract() {}

    /** Every default index exists. If this fails, look at how initialisation handles a failure. */
    @Rule(
            id = "IDX-20",
            requires = Feature.INDEXES,
            cases = {"IX20", "IX21", "X10", "X15"})
    void defaultIndexesAreThere() {
        assertThat(indexes().defaults()).isNotEmpty();
        for (IndexSpec wanted : indexes().defaults()) {
            IndexInfo found = indexes().get(wanted.name()).orElseThrow().info();
            assertThat(found.table()).isEqualTo(wanted.table());
            assertThat(found.columns()).isEqualTo(wanted.columns());
            assertThat(found.unique()).isEqualTo(wanted.unique());
        }
    }

    /** The two indexes that every conversation needs have known names. If this fails, look at prefixes. */
    @Rule(id = "IDX-20", requires = Feature.INDEXES, cases = "IX22")
    void conversationsHaveTheirIndexes() {
        assertThat(indexes().defaults())
                .extracting(IndexSpec::name)
                .anyMatch(name -> name.contains("threads_resourceid_createdat"))
                .anyMatch(name -> name.contains("messages_thread_id_createdat"));
    }

    /** Another initialisation does not change the application's indexes. If this fails, look for indexes that are created again. */
    @Rule(
            id = "IDX-21",
            requires = Feature.INDEXES,
            cases = {"X13", "X18"})
    void initialisingAgainLeavesIndexesAsTheyAre() {
        IndexSpec spec = own();
        try {
            indexes().ensure(spec);
            storage().init();
            assertThat(indexes().get(spec.name()).orElseThrow().info().columns())
                    .isEqualTo(spec.columns());
        } finally {
            indexes().delete(spec.name());
        }
    }

    /** Another storage returns them too. If this fails, look at where declarations are stored. */
    @Rule(
            id = "IDX-21",
            requires = {Feature.INDEXES, Feature.PERSISTENCE},
            cases = {"X13", "X18"})
    void indexesAreThereInAnotherStorage() {
        IndexSpec spec = own();
        try {
            indexes().ensure(spec);
            try (Storage another = openAnother()) {
                another.init();
                assertThat(another.indexes()
                                .get(spec.name())
                                .orElseThrow()
                                .info()
                                .columns())
                        .isEqualTo(spec.columns());
            }
        } finally {
            indexes().delete(spec.name());
        }
    }

    /** A backend without indexes rejects their calls. If this fails, look at the features that the provider reports. */
    @Rule(id = "IDX-22", absent = Feature.INDEXES)
    void indexesAreUnsupported() {
        UnsupportedException refused =
                thrown(UnsupportedException.class, () -> storage().indexes());
        assertThat(refused.feature()).isEqualTo(Feature.INDEXES.name());
    }

    private IndexSpec own() {
        IndexSpec model = indexes().defaults().get(0);
        return IndexSpec.builder("kit_" + UUID.randomUUID().toString().replace('-', '_'))
                .table(model.table())
                .columns(model.columns().get(0))
                .build();
    }
}
