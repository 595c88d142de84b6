package dev.agentstorage.dsql.local.conformance;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one step must be answered with: an error, or a tag with columns and rows. An error whose message or SQLSTATE is not
 * known has none here.
 */
record Expectation(
        boolean ok,
        Optional<String> sqlState,
        Optional<String> message,
        String tag,
        Optional<List<String>> columns,
        Optional<List<List<@Nullable String>>> rows) {}
