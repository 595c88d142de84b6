package dev.agentstorage.benchmarks.budgets;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Checks the budgets of the memory domain on a long thread and prints a Markdown table. Argument: the messages of the thread, a million
 * by default, 3,000 at least.
 */
public final class BudgetReport {
    private static final int DOOMED = 100_000;
    private static final int APPENDS = 2_000;

    private BudgetReport() {}

    /** Ends with status 1 when a budget is not kept. */
    public static void main(String[] arguments) throws SQLException {
        int length = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
        List<String> plans = new ArrayList<>();
        List<Finding> findings = check(length, Math.min(length, DOOMED), plans);
        System.out.print(markdown(findings));
        plans.forEach(System.err::println);
        if (!findings.stream().allMatch(Finding::kept)) {
            System.exit(1);
        }
    }

    /**
     * Checks all budgets.
     *
     * @param length the messages of the long thread
     * @param doomed the messages of the thread that is deleted
     * @param plans gets the plans of what reads too much
     */
    static List<Finding> check(int length, int doomed, List<String> plans) throws SQLException {
        try (Scene scene = Scene.open(length, doomed);
                Connection superuser = scene.superuser()) {
            RowsRead rows = new RowsRead(scene, superuser);
            List<Finding> findings = new ArrayList<>(rows.run());
            plans.addAll(rows.plans());
            findings.addAll(new RoundTrips(scene).run());
            findings.addAll(new SnapshotGrowth(scene).run());
            findings.addAll(new IndexCost(scene, Math.min(length / 10, APPENDS)).run());
            return findings;
        }
    }

    static String markdown(List<Finding> findings) {
        StringBuilder text =
                new StringBuilder("| operation | where | counted | measured | at most |\n|---|---|---|--:|---|\n");
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %,d | %s |%n",
                    finding.operation(),
                    finding.where(),
                    finding.unit(),
                    finding.measured(),
                    finding.limit() == Finding.NONE
                            ? "–"
                            : String.format(
                                    Locale.ROOT, "%,d%s", finding.limit(), finding.kept() ? "" : ", **exceeded**")));
        }
        return text.toString();
    }
}
