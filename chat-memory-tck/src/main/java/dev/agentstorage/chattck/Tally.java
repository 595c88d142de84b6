package dev.agentstorage.chattck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what is kept of several things, and collects what is not. Not thread-safe. */
final class Tally {
    private final Map<String, List<String>> thingsByProblem = new LinkedHashMap<>();
    private int tried;
    private int kept;

    /** @param problem what is wrong; empty if the thing is kept */
    void add(String thing, String problem) {
        tried++;
        if (problem.isEmpty()) {
            kept++;
        } else {
            thingsByProblem.computeIfAbsent(problem, any -> new ArrayList<>()).add(thing);
        }
    }

    /** Things with one problem share an example. */
    Finding finding(Property property) {
        List<String> examples = new ArrayList<>();
        thingsByProblem.forEach((problem, things) -> examples.add(String.join(", ", things) + ": " + problem));
        return new Finding(property, kept + " of " + tried, examples);
    }
}
