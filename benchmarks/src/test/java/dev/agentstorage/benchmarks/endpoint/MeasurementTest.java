package dev.agentstorage.benchmarks.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.TimeValue;

class MeasurementTest {

    /** Not in separate processes, and much too short for figures that mean anything. */
    private static final Plan TINY = new Plan(1, 0, TimeValue.milliseconds(10), TimeValue.milliseconds(30));

    @Test
    void measuresEveryWorkOnBothWaysAndOnlyOneOfThemLeadsThroughTheEndpoint() throws Exception {
        try (Stage stage = Stage.open()) {
            Measurement measurement = new Measurement(stage, TINY);
            long before = stage.endpoint().counters().statements();
            Figure direct = measurement.measure(0, Way.DIRECT, Work.TRANSACTION, 2);
            long between = stage.endpoint().counters().statements();
            List<Figure> figures = measurement.run();

            assertThat(between).isEqualTo(before);
            assertThat(stage.endpoint().counters().statements()).isGreaterThan(between);
            assertThat(direct.throughput()).isPositive();
            assertThat(figures)
                    .hasSize(Measurement.CONNECTIONS.size() * Work.values().length * Way.values().length)
                    .allSatisfy(figure -> {
                        assertThat(figure.median()).isPositive();
                        assertThat(figure.p99()).isGreaterThanOrEqualTo(figure.median());
                        assertThat(figure.throughput()).isPositive();
                    });
        }
    }
}
