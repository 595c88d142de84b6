package dev.agentstorage.dsql;

import dev.agentstorage.value.Json;

/** Snapshots of a size. */
final class Snapshots {
    private static final String BEGIN = "{\"status\":\"running\",\"context\":{},\"fill\":\"";
    private static final String END = "\"}";

    private Snapshots() {}

    /** A snapshot of exactly so many bytes, most of which are one letter. */
    static Json ofSize(int bytes, char fill) {
        return Json.parse(BEGIN + String.valueOf(fill).repeat(bytes - BEGIN.length() - END.length()) + END);
    }
}
