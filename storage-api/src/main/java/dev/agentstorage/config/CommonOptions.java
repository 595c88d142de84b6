package dev.agentstorage.config;

import java.time.Duration;
import java.util.List;

/** The options of every backend, in addition to those of its provider. */
public final class CommonOptions {
    /** How far assigned message times may be ahead of the clock (rule {@code MEM-33}). Default: 5 minutes. */
    public static final Option<Duration> CLOCK_LEAD = Option.duration("clockLead")
            .withDefault(Duration.ofMinutes(5))
            .describedAs("how far a message may be ahead of the clock for later messages to follow it")
            .accepting("be between 1s and 36500d", CommonOptions::isLead);

    /** All common options. */
    public static final List<Option<?>> ALL = List.of(CLOCK_LEAD);

    private CommonOptions() {}

    private static boolean isLead(Duration lead) {
        return lead.compareTo(Duration.ofSeconds(1)) >= 0 && lead.compareTo(Duration.ofDays(36_500)) <= 0;
    }
}
