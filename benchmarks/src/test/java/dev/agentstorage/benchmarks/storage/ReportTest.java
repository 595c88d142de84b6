package dev.agentstorage.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void comparesWithinARoundAndSaysWhatMissesItsTarget() {
        List<Figure> figures = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            double slow = round == 1 ? 10 : 1;
            figures.add(figure(Way.HAND_ON_DSQL, round, 100 * slow, 1_000));
            figures.add(figure(Way.STORE_ON_DSQL, round, (108 + round) * slow, 1_500));
            figures.add(figure(Way.HAND_ON_POSTGRESQL, round, 50 * slow, 1_000));
            figures.add(figure(Way.STORE_ON_POSTGRESQL, round, 56 * slow, 1_600));
            figures.add(figure(Way.INMEMORY, round, 0.5, 100));
        }

        String report = new Report(new Outcome(figures, counts(1))).markdown();

        assertThat(report)
                .contains("| last 20 messages | 10,000 | 56 (112) | 50 (100) | 1.12, **missed** |"
                        + " 110 (220) | 100 (200) | 1.09 | 0.5 (1.0) |\n")
                .contains(
                        "| last 20 messages | 10,000 | 1,600 | 1,000 | 1.60, **missed** | 1,500 | 1,000 | 1.50 | 100 |\n")
                .contains("| last 20 messages | 10,000 | 1 / 1 | 1 | 1 / 1 | 70 / 70 | 900 / 900 | 0 |\n");
    }

    @Test
    void brokenIsWhatWasNotMeasuredAndWhatIsOverItsBudgetAtTheWire() {
        assertThat(new Outcome(all(), counts(1)).broken()).isEmpty();
        assertThat(new Outcome(all().subList(1, all().size()), counts(1)).broken())
                .singleElement()
                .asString()
                .contains("was not measured");
        assertThat(new Outcome(all(), counts(4)).broken())
                .anyMatch(line -> line.contains("last 20 messages") && line.contains("4.0 round trips, of 1"));
    }

    @Test
    void programsGetAllOfIt() {
        Json json = Json.parse(StorageReport.json(new Outcome(all(), counts(1))).strip());

        assertThat(json.get("figures").orElseThrow().elements()).hasSize(all().size());
        assertThat(json.at("/counts/0/operation").orElseThrow()).isEqualTo(Json.of("BORROW"));
    }

    @Test
    void theTablesOfAPageAreReplacedAndNothingElse() {
        String page = "a\n<!-- ./bench storage: begin -->\nold\n<!-- ./bench storage: end -->\nz\n";

        String updated = StorageReport.replaced(page, "new\n");

        assertThat(updated)
                .isEqualTo("a\n<!-- ./bench storage: begin -->\n\nnew\n\n<!-- ./bench storage: end -->\nz\n");
        assertThat(StorageReport.replaced(updated, "new\n")).isEqualTo(updated);
        assertThatThrownBy(() -> StorageReport.replaced("no place", "new\n")).isInstanceOf(IllegalStateException.class);
    }

    private static Figure figure(Way way, int round, double median, double allocated) {
        return new Figure(way, Operation.LAST_20, 10_000, round, median, 2 * median, allocated);
    }

    private static List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (int length : operation.lengths()) {
                for (Way way : Way.values()) {
                    if (operation.on(way)) {
                        figures.add(new Figure(way, operation, length, 0, 1, 2, 3));
                    }
                }
            }
        }
        return figures;
    }

    private static List<Count> counts(int roundTrips) {
        List<Count> counts = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (int length : operation.lengths()) {
                for (Way way : List.of(Way.STORE_ON_DSQL, Way.HAND_ON_DSQL)) {
                    int trips = operation == Operation.BORROW ? 0 : roundTrips;
                    counts.add(new Count(way, operation, length, trips, trips, 70, 900, 0));
                }
            }
        }
        return counts;
    }
}
