package dev.agentstorage.tck.selftest.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The survivors that are known, each with the reason why no rule sees it: a line {@code = reason: explanation}, and below it one line for
 * each survivor that it holds for. Lines that begin with {@code #} are comments.
 *
 * @param reasons the reasons, without explanations
 */
record SurvivorList(SortedMap<Survivor, String> reasons) {
    static SurvivorList read(Path file) throws IOException {
        SortedMap<Survivor, String> reasons = new TreeMap<>();
        String reason = "";
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("= ")) {
                reason = reason(line);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                if (reason.isEmpty()) {
                    throw new IllegalArgumentException("survivor before the first reason: " + line);
                }
                if (reasons.put(Survivor.parse(line.strip()), reason) != null) {
                    throw new IllegalArgumentException("listed twice: " + line);
                }
            }
        }
        return new SurvivorList(reasons);
    }

    /** Returns the part of the list that is about some classes. */
    SurvivorList of(Set<String> classes) {
        SortedMap<Survivor, String> part = new TreeMap<>(reasons);
        part.keySet().removeIf(survivor -> !classes.contains(survivor.mutatedClass()));
        return new SurvivorList(part);
    }

    private static String reason(String line) {
        int colon = line.indexOf(": ");
        if (colon < 0 || line.substring(colon + 2).isBlank()) {
            throw new IllegalArgumentException("reason without an explanation: " + line);
        }
        return line.substring(2, colon);
    }
}
