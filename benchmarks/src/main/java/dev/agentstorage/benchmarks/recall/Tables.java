package dev.agentstorage.benchmarks.recall;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers as text: means in percent. */
final class Tables {
    private Tables() {}

    /**
     * A table of all ways to find something.
     *
     * @param half number of dialogues in the first half
     */
    static String ways(Map<String, List<Answer>> ways, int half) {
        StringBuilder text = new StringBuilder("| search | @1 | @4 | @10 | @25 | ±1 @1 | ±1 @4 | ±1 @10 | ±1 @25 ")
                .append("| first half @4 | second half @4 | p50 | p99 |\n")
                .append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        ways.forEach((name, answers) -> {
            text.append("| ").append(name);
            means(answers, Answer::alone).forEach(mean -> text.append(cell(mean)));
            means(answers, Answer::widened).forEach(mean -> text.append(cell(mean)));
            text.append(atFour(answers.stream()
                            .filter(answer -> answer.dialogue() < half)
                            .toList()))
                    .append(atFour(answers.stream()
                            .filter(answer -> answer.dialogue() >= half)
                            .toList()))
                    .append(times(answers))
                    .append(" |\n");
        });
        return text.toString();
    }

    /** A table of the categories of questions. */
    static String categories(Map<String, List<Answer>> ways) {
        StringBuilder text = new StringBuilder("| search | category | questions | @1 | @4 | @10 | @25 | ±1 @4 |\n")
                .append("|---|---|--:|--:|--:|--:|--:|--:|\n");
        ways.forEach((name, answers) -> answers.stream()
                .collect(Collectors.groupingBy(Answer::category, TreeMap::new, Collectors.toList()))
                .forEach((category, some) -> {
                    text.append("| %s | %s | %d".formatted(name, category, some.size()));
                    means(some, Answer::alone).forEach(mean -> text.append(cell(mean)));
                    text.append(cell(means(some, Answer::widened).get(1))).append(" |\n");
                }));
        return text.toString();
    }

    /** One line for programs, such as {@code evidence recall @1 30.0 @4 50.0 @10 70.0 @25 90.0}. */
    static String line(List<Answer> answers) {
        StringBuilder text = new StringBuilder("evidence recall");
        List<Double> means = means(answers, Answer::alone);
        for (int i = 0; i < Answer.DEPTHS.size(); i++) {
            text.append(String.format(Locale.ROOT, " @%d %.1f", Answer.DEPTHS.get(i), means.get(i)));
        }
        return text.toString();
    }

    private static List<Double> means(List<Answer> answers, Function<Answer, List<Double>> shares) {
        double[] sums = new double[Answer.DEPTHS.size()];
        for (Answer answer : answers) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += shares.apply(answer).get(i);
            }
        }
        return Arrays.stream(sums).mapToObj(sum -> 100 * sum / answers.size()).toList();
    }

    private static String cell(double value) {
        return String.format(Locale.ROOT, " | %.1f", value);
    }

    private static String atFour(List<Answer> answers) {
        return answers.isEmpty() ? " | –" : cell(means(answers, Answer::alone).get(1));
    }

    private static String times(List<Answer> answers) {
        long[] sorted = answers.stream().mapToLong(Answer::nanos).sorted().toArray();
        return sorted[0] == 0
                ? " | – | –"
                : String.format(
                        Locale.ROOT,
                        " | %.1f ms | %.1f ms",
                        sorted[sorted.length / 2] / 1e6,
                        sorted[sorted.length * 99 / 100] / 1e6);
    }
}
