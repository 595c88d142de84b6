package dev.agentstorage.benchmarks.endpoint;

import java.sql.SQLException;
import org.openjdk.jmh.runner.RunnerException;

/** Measures what the endpoint adds, and prints a Markdown table. Argument: the number of rounds, 3 by default. */
public final class EndpointReport {
    private EndpointReport() {}

    /** Takes about three minutes for each round. */
    public static void main(String[] args) throws SQLException, RunnerException {
        int rounds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
        try (Stage stage = Stage.open()) {
            System.out.print(new Report(new Measurement(stage, Plan.thorough(rounds)).run()).markdown());
        }
    }
}
