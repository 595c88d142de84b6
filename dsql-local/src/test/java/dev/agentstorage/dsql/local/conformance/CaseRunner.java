package dev.agentstorage.dsql.local.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.conformance.Case.Script;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import dev.agentstorage.dsql.local.rawclient.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs cases in their order: state carries over from one to the next. The cases of one session share a connection, on
 * which a ROLLBACK follows each; the sessions of a conflict have one each.
 */
final class CaseRunner implements AutoCloseable {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final int ATTEMPTS = 20;

    private final Target target;
    private final Speech speech;
    private RawConnection connection;

    CaseRunner(Target target, Speech speech) throws IOException {
        this.target = target;
        this.speech = speech;
        connection = RawConnection.open(target);
    }

    /** Runs statements of a fixture, each on its own. */
    void setUp(List<String> statements) throws IOException {
        for (String statement : statements) {
            Result result = connection.extended(statement);
            for (int attempt = 1; attempt < ATTEMPTS && result.sqlState().equals(SERIALIZATION_FAILURE); attempt++) {
                result = connection.extended(statement);
            }
            assertThat(result.ok()).as("fixture: %s -> %s", statement, result).isTrue();
        }
    }

    Stream<DynamicTest> tests(List<Case> cases) {
        return cases.stream().map(probe -> DynamicTest.dynamicTest(probe.name(), () -> run(probe)));
    }

    void run(Case probe) throws Exception {
        if (probe.conflict().isPresent()) {
            new ConflictRunner(target, speech).run(probe);
            return;
        }
        try {
            if (probe.simple()) {
                runSimple(probe);
            } else {
                runSteps(probe);
            }
            connection.simple("ROLLBACK");
            assertThat(connection.status()).as("status after ROLLBACK").isEqualTo('I');
        } catch (Throwable e) {
            // What a failed case has left behind must not fail those that follow.
            connection.close();
            connection = RawConnection.open(target);
            throw e;
        }
    }

    private void runSteps(Case probe) throws IOException {
        Script script = probe.sessions().get(0);
        assertThat(script.expected()).as("answers of %s", probe.name()).hasSameSizeAs(script.steps());
        Dialogue dialogue = new Dialogue(connection, speech);
        for (int i = 0; i < script.steps().size(); i++) {
            Result result = dialogue.say(script.steps().get(i));
            if (probe.knownGap().isEmpty()) {
                Comparison.check(
                        probe.name() + ": " + script.steps().get(i),
                        result,
                        script.expected().get(i),
                        probe.ignoreRows());
            }
        }
    }

    private void runSimple(Case probe) throws IOException {
        Script script = probe.sessions().get(0);
        String message = script.steps().get(0);
        List<Result> results = connection.simple(message);
        List<Expectation> expected = script.expected();
        Expectation end = expected.get(expected.size() - 1);
        if (expected.size() == 1 && !end.ok()) {
            Comparison.check(probe.name() + ": " + message, results.get(results.size() - 1), end, probe.ignoreRows());
            return;
        }
        assertThat(results).as("answers to %s", message).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Comparison.check(probe.name() + ": " + message, results.get(i), expected.get(i), probe.ignoreRows());
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
