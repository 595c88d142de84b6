package dev.agentstorage.tck.engine.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the texts of rules from a contract in Markdown: each rule is a paragraph that begins with its id in bold. */
public final class Sentences {
    private static final Pattern RULE =
            Pattern.compile("^\\*\\*([A-Z]+-[0-9]{2,})\\*\\* (.+(?:\\R(?![|#*-]).+)*)$", Pattern.MULTILINE);
    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");

    private Sentences() {}

    /**
     * Reads the sentences of a contract in Markdown.
     *
     * @return the text of each rule by its id
     * @throws UncheckedIOException when it cannot be read
     */
    public static Map<String, String> of(URL contract) {
        try (InputStream in = contract.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return RULE.matcher(text)
                    .results()
                    .collect(Collectors.toUnmodifiableMap(
                            match -> match.group(1),
                            match -> LINE_END.matcher(match.group(2).strip()).replaceAll(" "),
                            (first, next) -> first));
        } catch (IOException e) {
            throw new UncheckedIOException("the contract cannot be read", e);
        }
    }
}
