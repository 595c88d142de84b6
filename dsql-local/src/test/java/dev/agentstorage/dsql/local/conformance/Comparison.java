package dev.agentstorage.dsql.local.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.rawclient.PgError;
import dev.agentstorage.dsql.local.rawclient.Result;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Holds an answer against what was expected. */
final class Comparison {
    private static final Pattern COUNT = Pattern.compile(" \\d+$");
    private static final List<String> JOB = List.of("job_id");

    private Comparison() {}

    static void check(String step, Result actual, Expectation expected, boolean ignoreRows) {
        String what = shortened(step) + " -> " + actual;
        if (!expected.ok()) {
            assertThat(actual.ok()).as("%s fails", what).isFalse();
            expected.sqlState()
                    .ifPresent(state -> assertThat(actual.sqlState())
                            .as("SQLSTATE of %s", what)
                            .isEqualTo(state));
            expected.message()
                    .ifPresent(message -> assertThat(actual.message())
                            .as("message of %s", what)
                            .isEqualTo(message));
            expected.detail()
                    .ifPresent(detail -> assertThat(actual.error().flatMap(PgError::detail))
                            .as("detail of %s", what)
                            .contains(detail));
            return;
        }
        assertThat(actual.ok()).as("%s succeeds", what).isTrue();
        if (!expected.anyColumns()) {
            assertThat(actual.columns()).as("columns of %s", what).isEqualTo(expected.columns());
        }
        if (actual.columns().equals(Optional.of(JOB))) {
            checkJob(what, actual);
        }
        expected.tag()
                .ifPresent(tag -> assertThat(ignoreRows ? withoutCount(actual.tag()) : actual.tag())
                        .as("tag of %s", what)
                        .isEqualTo(ignoreRows ? withoutCount(tag) : tag));
        if (ignoreRows) {
            return;
        }
        expected.rows()
                .ifPresent(
                        rows -> assertThat(actual.rows()).as("rows of %s", what).isEqualTo(rows));
    }

    private static void checkJob(String what, Result actual) {
        assertThat(actual.rows())
                .as("rows of %s", what)
                .singleElement()
                .satisfies(row -> assertThat(row).singleElement().asString().matches("[a-z2-7]{26}"));
    }

    private static String withoutCount(String tag) {
        return COUNT.matcher(tag).replaceFirst("");
    }

    private static String shortened(String step) {
        return step.length() <= 300 ? step : step.substring(0, 300) + "…";
    }
}
