package dev.agentstorage.chattck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts which of several items are kept, and collects examples of those that are not. Not thread-safe. */
final class Tally {
    private final Map<String, List<String>> thingsByProblem = new LinkedHashMap<>();
    private int tried;
    private int kept;

    /** @param problem the problem; empty if the item is kept */
    void add(String thing, String problem) {
        tried++;
        if (problem.isEmpty()) {
            kept++;
        } else {
            thingsByProblem.computeIfAbsent(problem, any -> new ArrayList<>()).add(thing);
        }
    }

    /** Items with the same problem share an example. */
    Finding finding(Property property) {
        List<String> examples = new ArrayList<>();
        thingsByProblem.forEach((problem, things) -> examples.add(String.join(", ", things) + ": " + problem));
        return new Finding(property, kept + " of " + tried, examples);
    }
}
