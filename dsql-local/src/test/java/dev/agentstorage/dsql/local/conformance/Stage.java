package dev.agentstorage.dsql.local.conformance;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.rawclient.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** An endpoint with nothing in it, for one run of cases. */
final class Stage implements AutoCloseable {
    /** Long enough to be seen, short enough to be waited for. */
    private static final Duration BUILD_TIME = Duration.ofMillis(100);

    private final DsqlLocal endpoint;

    private Stage(DsqlLocal endpoint) {
        this.endpoint = endpoint;
    }

    static Stage open() {
        return new Stage(DsqlLocal.builder().indexBuildTime(BUILD_TIME).start());
    }

    /** A test for each case, in order, on an endpoint that ends with the stream. */
    static Stream<DynamicTest> tests(Speech speech, List<String> fixture, List<Case> cases) throws IOException {
        Stage stage = open();
        try {
            CaseRunner runner = new CaseRunner(stage.target(), speech);
            runner.setUp(fixture);
            return runner.tests(cases).onClose(() -> {
                runner.close();
                stage.close();
            });
        } catch (IOException | RuntimeException | Error e) {
            stage.close();
            throw e;
        }
    }

    Target target() {
        return Target.of(endpoint);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
