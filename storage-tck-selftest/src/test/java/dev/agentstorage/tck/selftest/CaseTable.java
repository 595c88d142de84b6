package dev.agentstorage.tck.selftest;

import java.util.List;
import java.util.regex.Pattern;

/** The tables of docs/internals/CASES.md: which rule a case went into, or why none. */
final class CaseTable {
    private static final Pattern ROW = Pattern.compile(
            "^\\| *((?:T|L|P|U|D|R|W|S|O|A|X|IX|OP|G)[0-9]+) *\\|([^|]*)\\|([^|]*)\\|\\s*$", Pattern.MULTILINE);

    private CaseTable() {}

    record Row(String id, String rule, String note) {}

    static List<Row> rows() {
        return ROW.matcher(Repository.text(
                        Repository.ROOT.resolve("docs").resolve("internals").resolve("CASES.md")))
                .results()
                .map(row ->
                        new Row(row.group(1), row.group(2).strip(), row.group(3).strip()))
                .toList();
    }
}
