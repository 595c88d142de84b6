package dev.agentstorage.tck.selftest.mutation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mutant that no test of the kit kills, named so that lines may shift: by its place among the mutants of its method.
 *
 * @param method the class without its package, and the method
 * @param change the mutator and what it changed
 * @param number its place among the equal changes of the method, from 1 on
 */
record Survivor(String method, String change, int number) implements Comparable<Survivor> {
    private static final Pattern TEXT = Pattern.compile("(\\S+) (.+) #([0-9]+)");

    /** Reads what {@link #toString} wrote. */
    static Survivor parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no survivor: " + text);
        }
        return new Survivor(matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)));
    }

    String mutatedClass() {
        return method.substring(0, method.lastIndexOf('.'));
    }

    @Override
    public int compareTo(Survivor other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return method + " " + change + " #" + number;
    }
}
