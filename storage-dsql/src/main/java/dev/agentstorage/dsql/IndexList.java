package dev.agentstorage.dsql;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.index.IndexSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses and formats the text of {@link DsqlOptions#INDEXES}. Stateless and thread-safe. */
final class IndexList {
    private static final Pattern INDEX = Pattern.compile(
            "(?<unique>unique\\s+)?(?<name>\\S+)\\s+on\\s+(?<table>[^\\s(]+)\\s*\\((?<columns>[^()]*)\\)"
                    + "(?:\\s*where\\s+(?<where>.+))?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private IndexList() {}

    /** @throws InvalidRequestException {@code index-text-invalid}, or the error of an invalid name */
    static List<IndexSpec> parse(String text) {
        List<IndexSpec> specs = new ArrayList<>();
        for (String part : text.split(";")) {
            if (!part.isBlank()) {
                specs.add(one(part.strip()));
            }
        }
        return specs;
    }

    private static IndexSpec one(String text) {
        Matcher matcher = INDEX.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidRequestException(
                    "index-text-invalid",
                    "an index is written as: name on table (column, column)",
                    Map.of("text", text));
        }
        String[] columns = Pattern.compile(",")
                .splitAsStream(matcher.group("columns"))
                .map(String::strip)
                .toArray(String[]::new);
        IndexSpec.Builder spec = IndexSpec.builder(matcher.group("name"))
                .table(matcher.group("table"))
                .columns(columns);
        if (matcher.group("unique") != null) {
            spec.unique(true);
        }
        String where = matcher.group("where");
        return where == null ? spec.build() : spec.where(where).build();
    }

    /** @throws InvalidRequestException {@code index-option-invalid} */
    static String text(List<IndexSpec> specs) {
        return specs.stream().map(IndexList::text).collect(Collectors.joining("; "));
    }

    private static String text(IndexSpec spec) {
        boolean expressible = spec.options().stream().allMatch("where"::equals)
                && spec.where().map(where -> where.indexOf(';') < 0).orElse(true);
        if (!expressible) {
            throw new InvalidRequestException(
                    "index-option-invalid",
                    "configured indexes support only columns, uniqueness and a condition without a semicolon",
                    Details.of("name", spec.name(), "options", spec.options()));
        }
        return (spec.unique() ? "unique " : "") + spec.name() + " on " + spec.table() + " ("
                + String.join(", ", spec.columns()) + ")"
                + spec.where().map(where -> " where " + where).orElse("");
    }
}
