package dev.agentstorage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.DsqlStorageProvider;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.value.Limits;
import org.junit.jupiter.api.Test;

/** What is tested with one backend runs with the other. */
class BackendsAgreeTest {
    @Test
    void backendsAcceptTheSameSizesUnlessTheyAreConfiguredOtherwise() {
        Limits reference = new InMemoryStorageProvider().limits();
        assertThat(new DsqlStorageProvider().limits()).isEqualTo(reference);
    }
}
