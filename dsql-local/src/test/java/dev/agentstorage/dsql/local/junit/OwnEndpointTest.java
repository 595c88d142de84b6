package dev.agentstorage.dsql.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Endpoints of one class, and their end, which only a run of JUnit within a test can see. */
class OwnEndpointTest {
    @Test
    void anEndpointOfAClassIsClosedWithIt() {
        assertThat(endpointsOf(Samples.TwoTests.class, Samples.Shared.class))
                .hasSize(3)
                .satisfies(seen -> {
                    assertThat(Set.copyOf(seen))
                            .as("one for two tests, one for the others")
                            .hasSize(2);
                    assertThat(seen).allSatisfy(OwnEndpointTest::assertClosed);
                });
    }

    @Test
    void anEndpointWithOptionsIsClosedWithItsClass() {
        assertThat(endpointsOf(Samples.WithOptions.class)).hasSize(2).satisfies(seen -> {
            assertThat(seen.get(0)).isSameAs(seen.get(1));
            assertThat(seen.get(0).wantsTls()).isFalse();
            assertClosed(seen.get(0));
        });
    }

    @Test
    void aUrlThatIsNoTextIsAMistake() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(Samples.Mistaken.class))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.failed(1).succeeded(0));
    }

    private static List<DsqlLocal> endpointsOf(Class<?>... tests) {
        Samples.SEEN.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(Stream.of(tests).map(DiscoverySelectors::selectClass).toArray(ClassSelector[]::new))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.failed(0));
        return List.copyOf(Samples.SEEN);
    }

    private static void assertClosed(DsqlLocal local) {
        assertThatThrownBy(() -> new Socket(local.host(), local.port()).close()).isInstanceOf(IOException.class);
    }
}
