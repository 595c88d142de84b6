package dev.agentstorage.benchmarks.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetReportTest {

    /** The same on a million messages: ./bench budgets. */
    @Test
    void everyBudgetIsKeptInAShortThreadAndInOneOfThousands() throws Exception {
        List<String> plans = new ArrayList<>();

        List<Finding> findings = BudgetReport.check(6_000, 7_000, plans);

        assertThat(plans).isEmpty();
        assertThat(findings).allMatch(Finding::kept);
        assertThat(findings)
                .as("scans are seen to be scans")
                .anyMatch(
                        each -> each.operation().equals("count the messages of a thread") && each.measured() >= 6_000);
        assertThat(findings).anyMatch(each -> each.unit().equals("bytes received") && each.measured() > 5_000);
        assertThat(findings)
                .anyMatch(each -> each.unit().equals("round trips")
                        && each.operation().equals("delete a thread")
                        && each.measured() > 4);
        assertThat(findings)
                .filteredOn(each -> each.unit().equals("bytes written ahead"))
                .extracting(Finding::measured)
                .satisfies(
                        bytes -> assertThat(bytes.get(0)).as("with the index").isGreaterThan(bytes.get(1)));
    }

    @Test
    void scansGiveRowsAndThrowSomeAway() {
        assertThat(RowsRead.rows(List.of(
                        "Limit (actual rows=20 loops=1)",
                        "  ->  Index Scan using i on t (actual rows=7 loops=3)",
                        "        Index Cond: (a = 1)",
                        "        Rows Removed by Filter: 38")))
                .isEqualTo(3 * (7 + 38));
        assertThat(RowsRead.rows(List.of(
                        "Bitmap Heap Scan on t (actual rows=5 loops=1)",
                        "  Rows Removed by Index Recheck: 2",
                        "  ->  Bitmap Index Scan on i (actual rows=7 loops=1)")))
                .isEqualTo(7);
    }

    @Test
    void whatIsOverItsLimitIsSaid() {
        Finding over = new Finding("read", "thread of 10", "rows read", 1_234, 20);

        assertThat(over.kept()).isFalse();
        assertThat(BudgetReport.markdown(List.of(over)))
                .contains("| read | thread of 10 | rows read | 1,234 | 20, **exceeded** |\n");
    }
}
