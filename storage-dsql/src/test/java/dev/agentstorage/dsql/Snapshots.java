package dev.agentstorage.dsql;

import dev.agentstorage.value.Json;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Snapshots of a size. */
final class Snapshots {
    private static final String BEGIN = "{\"status\":\"running\",\"context\":{},\"fill\":\"";
    private static final String END = "\"}";

    private Snapshots() {}

    /** A snapshot of exactly this number of bytes, most of which are one letter. */
    static Json ofSize(int bytes, char fill) {
        return Json.parse(BEGIN + String.valueOf(fill).repeat(bytes - BEGIN.length() - END.length()) + END);
    }

    /** A snapshot of a number of steps, each with a result of a million characters that repeats one text. */
    static Json ofSteps(int steps, String fill) {
        String result = fill.repeat(1_000_000 / fill.length());
        return Json.parse(IntStream.range(0, steps)
                .mapToObj(step -> "\"step" + step + "\":\"" + result + "\"")
                .collect(Collectors.joining(",", "{\"status\":\"running\",\"context\":{", "}}")));
    }
}
