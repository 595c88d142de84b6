package dev.agentstorage.dsql.local.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.conformance.Case.Conflict;
import dev.agentstorage.dsql.local.conformance.Case.Script;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import dev.agentstorage.dsql.local.rawclient.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the sessions of a conflict, each on its own connection. No step may wait for what another session does next. */
final class ConflictRunner {
    private static final int PATIENCE_SECONDS = 15;

    private final Target target;
    private final Speech speech;

    ConflictRunner(Target target, Speech speech) {
        this.target = target;
        this.speech = speech;
    }

    void run(Case probe) throws Exception {
        Conflict conflict = probe.conflict().orElseThrow();
        List<RawConnection> connections = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Dialogue> sessions = new ArrayList<>();
            for (int i = 0; i < probe.sessions().size(); i++) {
                RawConnection connection = RawConnection.open(target);
                connections.add(connection);
                sessions.add(new Dialogue(connection, speech));
            }
            if (conflict.order().isPresent()) {
                inTurns(probe, conflict.order().get(), sessions, threads);
            } else {
                concurrently(probe, conflict, sessions, threads);
            }
        } finally {
            threads.shutdownNow();
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    private static void inTurns(Case probe, List<Integer> order, List<Dialogue> sessions, ExecutorService threads)
            throws Exception {
        int[] next = new int[sessions.size()];
        for (int turn : order) {
            Script script = probe.sessions().get(turn);
            int step = next[turn]++;
            String sql = script.steps().get(step);
            Result result = answer(say(threads, sessions.get(turn), sql));
            Comparison.check(
                    probe.name() + ", session " + turn + ": " + sql,
                    result,
                    script.expected().get(step),
                    probe.ignoreRows());
        }
        for (int i = 0; i < next.length; i++) {
            assertThat(next[i])
                    .as("turns of session %d", i)
                    .isEqualTo(probe.sessions().get(i).steps().size());
        }
    }

    private static void concurrently(Case probe, Conflict conflict, List<Dialogue> sessions, ExecutorService threads)
            throws Exception {
        int steps = probe.sessions().get(0).steps().size();
        int losers = 0;
        for (int step = 0; step < steps; step++) {
            List<Future<Result>> answers = new ArrayList<>();
            for (int i = 0; i < sessions.size(); i++) {
                answers.add(say(
                        threads,
                        sessions.get(i),
                        probe.sessions().get(i).steps().get(step)));
            }
            for (int i = 0; i < sessions.size(); i++) {
                Result result = answer(answers.get(i));
                String what = probe.name() + ", session " + i + ": "
                        + probe.sessions().get(i).steps().get(step);
                if (conflict.losers() > 0 && step == conflict.loserStep() && !result.ok()) {
                    assertThat(result.sqlState()).as(what).isEqualTo(conflict.loserSqlState());
                    recordedLoss(probe, step)
                            .ifPresent(loss ->
                                    assertThat(result.message()).as(what).isEqualTo(loss));
                    losers++;
                } else if (step != conflict.loserStep() || conflict.losers() == 0) {
                    Comparison.check(
                            what, result, probe.sessions().get(i).expected().get(step), probe.ignoreRows());
                } else {
                    assertThat(result.tag()).as(what).isEqualTo("COMMIT");
                }
            }
        }
        if (probe.knownGap().isPresent()) {
            assertThat(losers).as("losers of %s", probe.name()).isBetween(1, sessions.size());
        } else {
            assertThat(losers).as("losers of %s", probe.name()).isEqualTo(conflict.losers());
        }
    }

    private static Optional<String> recordedLoss(Case probe, int step) {
        return probe.sessions().stream()
                .map(script -> script.expected().get(step))
                .filter(expected -> !expected.ok())
                .findFirst()
                .flatMap(Expectation::message);
    }

    private static Future<Result> say(ExecutorService threads, Dialogue session, String sql) {
        return threads.submit(() -> session.say(sql));
    }

    private static Result answer(Future<Result> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
