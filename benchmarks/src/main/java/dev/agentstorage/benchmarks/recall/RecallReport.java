package dev.agentstorage.benchmarks.recall;

import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.vector.embed.Embedder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures how much of what answers a question is recalled, and prints Markdown tables. The last line has the figures of the hybrid search,
 * or of the only one.
 */
public final class RecallReport {
    private static final String USAGE =
            "usage: ./bench recall --locomo FILE [--mode hybrid|dense|lexical] [--no-model]";

    private RecallReport() {}

    /** Ends with status 2 when the arguments are wrong. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean model = !words.remove("--no-model");
        Optional<String> file = value(words, "--locomo");
        Optional<SearchMode> mode = value(words, "--mode").flatMap(RecallReport::mode);
        boolean needsModel = mode.isPresent() && mode.get() != SearchMode.LEXICAL;
        if (file.isEmpty() || !words.isEmpty() || (needsModel && !model)) {
            System.err.println(USAGE);
            System.exit(2);
        }
        List<Dialogue> dialogues = LocomoFile.read(Path.of(file.orElseThrow()));
        if (model && (mode.isEmpty() || needsModel)) {
            try (Embedder embedder = E5Small.load()) {
                print(dialogues, Optional.of(embedder), mode, System.out);
            }
        } else {
            print(dialogues, Optional.empty(), mode, System.out);
        }
    }

    /** Takes an option out of the arguments; a wrong one stays there. */
    private static Optional<String> value(List<String> words, String option) {
        int at = words.indexOf(option);
        boolean wrong = at < 0
                || at + 1 == words.size()
                || (option.equals("--mode") && mode(words.get(at + 1)).isEmpty());
        if (wrong) {
            return Optional.empty();
        }
        words.remove(at);
        return Optional.of(words.remove(at));
    }

    private static Optional<SearchMode> mode(String name) {
        return switch (name) {
            case "hybrid" -> Optional.of(SearchMode.HYBRID);
            case "dense" -> Optional.of(SearchMode.DENSE);
            case "lexical" -> Optional.of(SearchMode.LEXICAL);
            default -> Optional.empty();
        };
    }

    /**
     * Measures one mode, or all that there are.
     *
     * @param model stays open; without one, words are searched only
     */
    static void print(List<Dialogue> dialogues, Optional<Embedder> model, Optional<SearchMode> mode, PrintStream out)
            throws IOException {
        Optional<CachingEmbedder> embedder = model.map(CachingEmbedder::new);
        Evaluation evaluation = new Evaluation(dialogues);
        Map<String, List<Answer>> ways = new LinkedHashMap<>();
        try (Library library = Library.open(embedder.map(Embedder.class::cast))) {
            long start = System.nanoTime();
            library.add(dialogues);
            out.print(costs(dialogues, library, embedder, System.nanoTime() - start));
            // the time of a search is without that of the model
            embedder.ifPresent(cache -> dialogues.forEach(
                    dialogue -> dialogue.questions().forEach(question -> cache.embedQuery(question.text()))));
            for (SearchMode each : mode.map(List::of).orElse(library.modes())) {
                ways.put(each.name().toLowerCase(Locale.ROOT), evaluation.ask(library, each));
            }
        }
        List<Answer> last = List.of();
        for (List<Answer> answers : ways.values()) {
            last = answers;
        }
        Map<String, List<Answer>> all = new LinkedHashMap<>();
        all.put("last k turns", evaluation.lastTurns());
        all.putAll(ways);
        out.printf(
                Locale.ROOT,
                "%nEvidence recall in %% of %,d questions; the first half are %d dialogues%n%n%s%n%s%n%s%n",
                last.size(),
                half(dialogues),
                Tables.ways(all, half(dialogues)),
                Tables.categories(ways),
                Tables.line(last));
    }

    private static int half(List<Dialogue> dialogues) {
        return (dialogues.size() + 1) / 2;
    }

    private static String costs(
            List<Dialogue> dialogues, Library library, Optional<CachingEmbedder> embedder, long nanos)
            throws IOException {
        long turns = dialogues.stream()
                .flatMap(dialogue -> dialogue.sessions().stream())
                .mapToLong(session -> session.turns().size())
                .sum();
        long modelNanos = embedder.map(CachingEmbedder::nanos).orElse(0L);
        return String.format(
                Locale.ROOT,
                "%,d turns of %d dialogues stored and indexed in %.1f s, of that %.1f s for %,d embeddings; index of %,d bytes,"
                        + " %,d for a turn%n",
                turns,
                dialogues.size(),
                nanos / 1e9,
                modelNanos / 1e9,
                embedder.map(CachingEmbedder::embedded).orElse(0),
                library.bytes(),
                library.bytes() / turns);
    }
}
