package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.internal.text.Durations;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options. An empty value is no value: it comes from a variable of a shell that is not set. */
final class Values {
    private Values() {}

    static void register(CommandLine command) {
        command.registerConverter(String.class, filled(text -> text));
        command.registerConverter(Path.class, filled(Values::path));
        command.registerConverter(Integer.class, filled(text -> (int) number(text, Integer.MAX_VALUE)));
        command.registerConverter(Long.class, filled(text -> number(text, Long.MAX_VALUE)));
        command.registerConverter(Duration.class, filled(Values::duration));
        command.registerConverter(InetAddress.class, filled(Values::address));
        command.registerConverter(TokenMode.class, filled(Values::tokenMode));
        command.registerConverter(Fault.class, filled(Fault::parse));
        command.registerConverter(Server.class, filled(Server::named));
    }

    private static <T> ITypeConverter<T> filled(ITypeConverter<T> converter) {
        return text -> {
            if (text.isEmpty()) {
                throw new TypeConversionException("a value is needed");
            }
            try {
                return converter.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("not a path");
        }
    }

    private static long number(String text, long most) {
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new TypeConversionException("a whole number is needed, not \"" + text + "\"");
        }
        try {
            long number = Long.parseLong(text);
            if (number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw tooLarge(text);
        }
        throw tooLarge(text);
    }

    private static TypeConversionException tooLarge(String text) {
        return new TypeConversionException(text + " is too large");
    }

    private static Duration duration(String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "a duration such as 300s, 500ms or 60min is needed, not \"" + text + "\""));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new TypeConversionException("no such address: " + text);
        }
    }

    private static TokenMode tokenMode(String text) {
        for (TokenMode mode : TokenMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw new TypeConversionException("it must be any, shape or off");
    }
}
