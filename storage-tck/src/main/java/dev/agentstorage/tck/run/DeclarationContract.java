package dev.agentstorage.tck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.util.Set;

/** The declarations of the provider equal those of the author and are consistent. Part of every kit. */
abstract class DeclarationContract extends Contract {
    /** If this fails, look at {@link StorageProvider#features()} and at {@code declares()} of the conformance test: one of them is wrong. */
    @Rule(id = "CFG-01")
    void reportedFeaturesAreTheDeclaredOnes() {
        assertThat(provider().features()).isEqualTo(declared());
    }

    /** If this fails, look at {@link Feature#implied()} of the features in question. */
    @Rule(id = "CFG-01")
    void featuresComeWithThoseThatTheyImply() {
        Set<Feature> features = provider().features();
        assertThat(features).allSatisfy(feature -> assertThat(features).containsAll(feature.implied()));
    }

    /** If this fails, look at {@code open} of the provider: a storage has the features and limits of its provider. */
    @Rule(id = "CFG-01")
    void storageHasWhatItsProviderReports() {
        assertThat(storage().features()).isEqualTo(provider().features());
        assertThat(storage().limits()).isEqualTo(provider().limits());
        assertThat(storage().backend()).isEqualTo(provider().name());
    }

    /** If this fails, look at {@link StorageProvider#limits()}: callers rely on room for an ordinary id, name, value and batch. */
    @Rule(id = "CFG-01")
    void limitsLeaveRoomForOrdinaryData() {
        Limits limits = provider().limits();
        assertSoftly(softly -> {
            softly.assertThat(limits.idBytes()).as("idBytes").isGreaterThanOrEqualTo(64);
            softly.assertThat(limits.nameBytes()).as("nameBytes").isGreaterThanOrEqualTo(64);
            softly.assertThat(limits.valueBytes()).as("valueBytes").isGreaterThanOrEqualTo(16 << 10);
            softly.assertThat(limits.snapshotBytes()).as("snapshotBytes").isGreaterThanOrEqualTo(16 << 10);
            softly.assertThat(limits.atomicRows()).as("atomicRows").isGreaterThanOrEqualTo(10);
            softly.assertThat(limits.atomicBytes()).as("atomicBytes").isGreaterThanOrEqualTo(limits.valueBytes());
        });
    }

    /** If this fails, look at {@link StorageProvider#name()}: users type it, and file names contain it. */
    @Rule(id = "CFG-01")
    void nameIsLowerCaseLettersDigitsAndHyphens() {
        assertThat(provider().name()).matches("[a-z][a-z0-9-]*");
    }
}
