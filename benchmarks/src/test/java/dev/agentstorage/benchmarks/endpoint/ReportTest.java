package dev.agentstorage.benchmarks.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void comparesWithinARoundAndShowsTheMedianOfTheRounds() {
        List<Figure> figures = new ArrayList<>();
        round(figures, 0, 300, 600, 1_000, 500);
        round(figures, 1, 3_000, 3_900, 100, 70);
        round(figures, 2, 330, 930, 1_000, 900);

        String report = new Report(figures).markdown();

        assertThat(report)
                .contains("| 1 | point SELECT | 330 | 660 | 930 | 1860 | 600 (300 to 900) | ≤ 200, not met |\n")
                .contains(
                        "| 1 | BEGIN, SELECT, UPDATE, COMMIT | 110 | 220 | 310 | 620 | 200 (100 to 300) | ≤ 200, met |\n")
                .contains("| 16 | point SELECT | 1000 | 500 | 70 % (50 to 90) | ≥ 60 %, met |\n");
    }

    private static void round(
            List<Figure> figures,
            int round,
            double directMedian,
            double endpointMedian,
            double directThroughput,
            double endpointThroughput) {
        for (int connections : Measurement.CONNECTIONS) {
            for (Work work : Work.values()) {
                figures.add(new Figure(
                        round, Way.DIRECT, work, connections, directMedian, 2 * directMedian, directThroughput));
                figures.add(new Figure(
                        round,
                        Way.ENDPOINT,
                        work,
                        connections,
                        endpointMedian,
                        2 * endpointMedian,
                        endpointThroughput));
            }
        }
    }
}
