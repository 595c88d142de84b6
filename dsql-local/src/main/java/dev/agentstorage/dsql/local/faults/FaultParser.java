package dev.agentstorage.dsql.local.faults;

import dev.agentstorage.dsql.local.internal.text.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Parses the text of a rule. */
final class FaultParser {
    private static final String EXPECTED_AT_START =
            "occ, schema-change, server-unavailable, temp-space, cut on statement, cut before commit,"
                    + " cut during commit, cut after commit, reject connect 53300, reject connect 53400, rate-limit,"
                    + " expired-token, waking-up, latency or fail index-job";
    private static final Set<String> CLAUSES = Set.of("probability", "seed", "count", "for");

    private record Form(List<String> words, Effect effect) {
        Form(String words, Effect effect) {
            this(List.of(words.split(" ")), effect);
        }
    }

    /** A form precedes every shorter form that is a prefix of it. */
    private static final List<Form> FORMS = Stream.concat(
                    Arrays.stream(Effect.values()).map(effect -> new Form(effect.words(), effect)),
                    Stream.of(
                            new Form("occ", Effect.OCC),
                            new Form("schema-change", Effect.SCHEMA_CHANGE_ON_STATEMENT),
                            new Form("server-unavailable", Effect.SERVER_UNAVAILABLE_ON_STATEMENT),
                            new Form("temp-space", Effect.TEMP_SPACE_EXCEEDED),
                            new Form("rate-limit", Effect.RATE_EXCEEDED)))
            .toList();

    private final List<String> words;
    private int at;

    FaultParser(String text) {
        words = Stream.of(text.strip().split("\\s+"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    Fault parse() {
        Fault fault = effect();
        if (skip(fault.moment().wordsBeforeNumber().strip()) || startsWithDigit()) {
            fault = fault.at(wholeNumber("the number of an event"));
        }
        Set<String> said = new HashSet<>();
        while (at < words.size()) {
            String clause = words.get(at);
            if (!CLAUSES.contains(clause) || !said.add(clause)) {
                throw wrongWord("a number, probability, seed, count or for");
            }
            at++;
            fault = clause(fault, clause);
        }
        return fault;
    }

    private Fault effect() {
        for (Form form : FORMS) {
            if (startsWith(form.words())) {
                at += form.words().size();
                return form.effect() == Effect.LATENCY ? Fault.latency(time()) : Fault.of(form.effect(), Duration.ZERO);
            }
        }
        throw wrongWord(EXPECTED_AT_START);
    }

    private Fault clause(Fault fault, String clause) {
        return switch (clause) {
            case "probability" -> fault.probability(probability());
            case "seed" -> fault.seed(wholeNumber("a seed"));
            case "for" -> fault.during(time());
            default -> fault.count(wholeNumber("a count"));
        };
    }

    private Duration time() {
        Duration time = at < words.size() ? Durations.parse(words.get(at)).orElse(null) : null;
        if (time == null) {
            throw wrongWord("a duration such as 5ms, 250us or 1.5s");
        }
        at++;
        return time;
    }

    private double probability() {
        try {
            if (at < words.size()) {
                double value = new BigDecimal(words.get(at)).doubleValue();
                at++;
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, like a missing word.
        }
        throw wrongWord("a probability such as 0.2");
    }

    private long wholeNumber(String what) {
        try {
            if (at < words.size()) {
                long value = Long.parseLong(words.get(at));
                at++;
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, like a missing word.
        }
        throw wrongWord(what);
    }

    private boolean startsWithDigit() {
        return at < words.size() && Character.isDigit(words.get(at).charAt(0));
    }

    private boolean skip(String wanted) {
        List<String> skipped = List.of(wanted.split(" "));
        if (!startsWith(skipped)) {
            return false;
        }
        at += skipped.size();
        return true;
    }

    private boolean startsWith(List<String> wanted) {
        return words.size() - at >= wanted.size()
                && words.subList(at, at + wanted.size()).equals(wanted);
    }

    private IllegalArgumentException wrongWord(String expected) {
        String found = at < words.size() && !words.get(at).isEmpty() ? '"' + words.get(at) + '"' : "the end";
        return new IllegalArgumentException("not a fault rule: expected " + expected + ", found " + found);
    }
}
