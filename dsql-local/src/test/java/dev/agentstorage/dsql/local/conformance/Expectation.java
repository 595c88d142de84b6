package dev.agentstorage.dsql.local.conformance;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one step must be answered with: an error, or a tag with columns and rows.
 *
 * @param sqlState empty where only the failure is known
 * @param message empty where the text is not known
 * @param detail of an error; empty where it is not known
 * @param tag empty where it is not known
 * @param anyColumns whether the columns are not known
 * @param columns empty for a statement that has none
 * @param rows empty where they are not known
 */
record Expectation(
        boolean ok,
        Optional<String> sqlState,
        Optional<String> message,
        Optional<String> detail,
        Optional<String> tag,
        boolean anyColumns,
        Optional<List<String>> columns,
        Optional<List<List<@Nullable String>>> rows) {}
