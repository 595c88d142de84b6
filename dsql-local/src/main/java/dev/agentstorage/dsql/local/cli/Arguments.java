package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.DsqlLocalBuilder;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.internal.text.Durations;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of the command, strictly. */
final class Arguments {
    private static final Set<String> REPEATABLE = Set.of("--host", "--fault");

    private final Deque<String> rest;
    private final Set<String> seen = new HashSet<>();
    private final DsqlLocalBuilder builder = DsqlLocal.builder();
    private @Nullable Supplier<PostgresServer> postgres;
    private @Nullable Path certificate;
    private @Nullable Path key;
    private @Nullable Integer rate;
    private @Nullable Integer burst;
    private boolean keepsData;

    private Arguments(List<String> arguments) {
        rest = new ArrayDeque<>(arguments);
    }

    /**
     * The options that the arguments ask for.
     *
     * @param builder with all of them but the server
     * @param postgres starts the server that was asked for, null for the embedded one
     */
    record Parsed(DsqlLocalBuilder builder, @Nullable Supplier<PostgresServer> postgres) {}

    /** @throws UsageException if there is anything wrong with them */
    static Parsed parse(List<String> arguments) {
        return new Arguments(arguments).parse();
    }

    private Parsed parse() {
        while (!rest.isEmpty()) {
            String option = rest.pop();
            int equals = option.indexOf('=');
            if (option.startsWith("--") && equals > 0) {
                rest.push(option.substring(equals + 1));
                option = option.substring(0, equals);
                if (Usage.FLAGS.contains(option)) {
                    throw new UsageException(option + " takes no value");
                }
            }
            if (!seen.add(option) && !REPEATABLE.contains(option)) {
                throw new UsageException(option + " was given twice");
            }
            try {
                accept(option);
            } catch (IllegalArgumentException e) {
                throw new UsageException(option + ": " + e.getMessage());
            }
        }
        combine();
        return new Parsed(builder, postgres);
    }

    private void accept(String option) {
        switch (option) {
            case "--port" -> builder.port(number(option));
            case "--address" -> builder.address(address(value(option)));
            case "--data" -> {
                builder.dataDirectory(path(option));
                keepsData = true;
            }
            case "--no-tls" -> builder.tls(false);
            case "--certificate" -> certificate = path(option);
            case "--key" -> key = path(option);
            case "--token" -> builder.tokens(tokenMode(value(option)));
            case "--host" -> builder.hostName(value(option));
            case "--require-sni" -> builder.requireSni(true);
            case "--postgres" -> postgres = Servers.named(value(option));
            case "--max-connections" -> builder.maxConnections(number(option));
            case "--connection-rate" -> rate = number(option);
            case "--connection-burst" -> burst = number(option);
            case "--connection-life" -> builder.connectionLife(duration(option));
            case "--transaction-age" -> builder.transactionAge(duration(option));
            case "--transaction-rows" -> builder.transactionRows(number(option));
            case "--transaction-bytes" -> builder.transactionBytes(bigNumber(option));
            case "--index-build-time" -> builder.indexBuildTime(duration(option));
            case "--stale-catalogs" -> builder.staleCatalogs(true);
            case "--fault" -> builder.fault(Fault.parse(value(option)));
            default -> throw new UsageException("unknown option " + option);
        }
    }

    private void combine() {
        if (certificate != null && key != null) {
            builder.certificate(certificate, key);
        } else if (certificate != null || key != null) {
            throw new UsageException("--certificate and --key go together");
        }
        if (rate != null && burst != null) {
            builder.connectionRate(rate, burst);
        } else if (rate != null || burst != null) {
            throw new UsageException("--connection-rate and --connection-burst go together");
        }
        if (seen.contains("--no-tls") && (certificate != null || seen.contains("--require-sni"))) {
            throw new UsageException("--certificate and --require-sni are of no use with --no-tls");
        }
        if (keepsData && postgres != null) {
            throw new UsageException("--data and --postgres exclude each other: that server keeps its data itself");
        }
    }

    private String value(String option) {
        String value = rest.poll();
        if (value == null || value.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return value;
    }

    private int number(String option) {
        long number = bigNumber(option);
        if (number > Integer.MAX_VALUE) {
            throw new UsageException(option + " is too large");
        }
        return (int) number;
    }

    private long bigNumber(String option) {
        String value = value(option);
        boolean digits = value.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            if (digits) {
                return Long.parseLong(value);
            }
        } catch (NumberFormatException tooLarge) {
            // Said below.
        }
        throw new UsageException(option + " needs a whole number, not \"" + value + "\"");
    }

    private Duration duration(String option) {
        String value = value(option);
        return Durations.parse(value)
                .orElseThrow(() -> new UsageException(
                        option + " needs a length of time such as 300s, 500ms or 60min, not \"" + value + "\""));
    }

    private Path path(String option) {
        try {
            return Path.of(value(option));
        } catch (InvalidPathException e) {
            throw new UsageException(option + " needs a path");
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UsageException("--address: no such address: " + text);
        }
    }

    private static TokenMode tokenMode(String text) {
        for (TokenMode mode : TokenMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw new UsageException("--token must be any, shape or off");
    }
}
