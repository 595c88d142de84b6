package dev.agentstorage.benchmarks.recall;

import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.recall.result.RecalledMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Asks all questions of all dialogues. */
final class Evaluation {
    private final List<Dialogue> dialogues;
    private final List<Map<String, Set<String>>> neighbours;

    Evaluation(List<Dialogue> dialogues) {
        this.dialogues = dialogues;
        this.neighbours = dialogues.stream().map(Evaluation::neighbours).toList();
    }

    /** The neighbours of each turn, in its session. */
    private static Map<String, Set<String>> neighbours(Dialogue dialogue) {
        Map<String, Set<String>> neighbours = new HashMap<>();
        for (Dialogue.Session session : dialogue.sessions()) {
            List<Dialogue.Turn> turns = session.turns();
            for (int i = 0; i < turns.size(); i++) {
                Set<String> beside = new HashSet<>();
                turns.subList(Math.max(0, i - 1), Math.min(turns.size(), i + 2)).forEach(turn -> beside.add(turn.id()));
                if (neighbours.put(turns.get(i).id(), beside) != null) {
                    throw new IllegalArgumentException("two turns of a dialogue have the id "
                            + turns.get(i).id());
                }
            }
        }
        return neighbours;
    }

    /** Asks the library. Of the neighbours only those count that came with the hits. */
    List<Answer> ask(Library library, SearchMode mode) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < dialogues.size(); i++) {
            for (Dialogue.Question question : dialogues.get(i).questions()) {
                long start = System.nanoTime();
                Recalled recalled = library.recall(i, question.text(), mode);
                long nanos = System.nanoTime() - start;
                List<String> hits =
                        recalled.hits().stream().map(Evaluation::turn).toList();
                answers.add(Answer.of(i, question, hits, returned(recalled, hits, neighbours.get(i)), nanos));
            }
        }
        return answers;
    }

    private static Map<String, Set<String>> returned(
            Recalled recalled, List<String> hits, Map<String, Set<String>> neighbours) {
        Set<String> all = new HashSet<>();
        Stream.concat(recalled.sameThread().stream(), recalled.otherThreads().stream())
                .forEach(message -> all.add(turn(message)));
        Map<String, Set<String>> returned = new HashMap<>();
        for (String hit : hits) {
            Set<String> beside = new HashSet<>(neighbours.getOrDefault(hit, Set.of()));
            beside.retainAll(all);
            returned.put(hit, beside);
        }
        return returned;
    }

    private static String turn(RecalledMessage recalled) {
        return Library.turn(recalled.message().id());
    }

    /** What an agent knows that sees the end of the dialogue only. */
    List<Answer> lastTurns() {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < dialogues.size(); i++) {
            List<String> turns = new ArrayList<>();
            dialogues.get(i).sessions().forEach(session -> session.turns().forEach(turn -> turns.add(turn.id())));
            Collections.reverse(turns);
            for (Dialogue.Question question : dialogues.get(i).questions()) {
                answers.add(Answer.of(i, question, turns, neighbours.get(i), 0));
            }
        }
        return answers;
    }
}
