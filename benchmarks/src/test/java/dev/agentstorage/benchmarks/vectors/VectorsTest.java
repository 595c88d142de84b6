package dev.agentstorage.benchmarks.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.TimeValue;

class VectorsTest {
    private static final int FEW = 1_000;

    @Test
    void comparesEverySettingWithTheExactScan(@TempDir Path folder) throws Exception {
        Shelf shelf = new Shelf(folder, FEW, 20);
        shelf.build();

        List<VectorReport.Row> rows = VectorReport.compare(shelf, 3);

        // few records are always compared one by one
        assertThat(rows)
                .hasSize(4 * 6)
                .allSatisfy(row -> assertThat(row.recall()).isEqualTo(1));
    }

    @Test
    void aRowIsKeptByItsTarget() {
        assertThat(new VectorReport.Row(OptionalInt.empty(), 1_000, 0.95, 1).kept())
                .isTrue();
        assertThat(new VectorReport.Row(OptionalInt.empty(), 500, 0.949, 1).kept())
                .isFalse();
        assertThat(new VectorReport.Row(OptionalInt.of(1), 500, 0.5, 1).kept()).isTrue();
        assertThat(new VectorReport.Row(OptionalInt.of(1), 19, 0.999, 1).kept()).isFalse();
    }

    @Test
    void scanKeepsTheTenBest() {
        ClusteredEmbedder embedder = new ClusteredEmbedder(3);
        double tenth = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
                .stream()
                        .map(number -> dot(embedder.vector("vector " + number), embedder.vector("?")))
                        .sorted((one, other) -> Double.compare(other, one))
                        .toList()
                        .get(9);

        assertThat((double) new Scan(embedder, 12).tenth(embedder.embedQuery("?")))
                .isCloseTo(tenth, Offset.offset(1e-5));
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    @Test
    void measuresEveryWay(@TempDir Path folder) throws Exception {
        List<SpeedReport.Figure> figures = SpeedReport.measure(
                folder, new SpeedReport.Plan(FEW, List.of(100), 1, 0, 1, TimeValue.milliseconds(5)));

        assertThat(figures)
                .hasSize(Way.values().length)
                .allSatisfy(figure -> assertThat(figure.median()).isPositive());
    }

    @Test
    void ratiosAreOfOneRound() {
        List<SpeedReport.Figure> figures = new ArrayList<>();
        for (int share : SpeedReport.SHARES) {
            round(figures, 0, share, 1_400, 1_000);
            round(figures, 1, share, 16_000, 10_000);
            round(figures, 2, share, 2_800, 1_000);
        }

        assertThat(SpeedReport.markdown(100_000, figures))
                .contains(
                        "| 500 | 2.8 ms | 5.6 ms | 1.0 ms | 2.0 ms | 0.5 ms | 1.60 (1.40 to 2.80) | ≤ 1.5, **not met** |\n");
    }

    private static void round(List<SpeedReport.Figure> figures, int round, int share, double recall, double ceiling) {
        figures.add(new SpeedReport.Figure(round, Way.RECALL, share, recall, 2 * recall));
        figures.add(new SpeedReport.Figure(round, Way.CEILING, share, ceiling, 2 * ceiling));
        figures.add(new SpeedReport.Figure(round, Way.EMBEDDING, share, ceiling / 2, ceiling));
    }
}
