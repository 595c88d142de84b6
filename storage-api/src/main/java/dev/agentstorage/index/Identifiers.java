package dev.agentstorage.index;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rule for the names of indexes, tables and columns (rule {@code IDX-02}). */
public final class Identifiers {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,62}");

    private Identifiers() {}

    /**
     * {@return the name: an ASCII letter or underscore, then letters, digits or underscores, 63 characters at most}
     *
     * @param field what is named, for the error
     * @param name the name
     * @throws InvalidRequestException {@code null-argument}, {@code identifier-invalid}
     */
    public static String check(String field, @Nullable String name) {
        String checked = Checks.notNull(field, name);
        if (!IDENTIFIER.matcher(checked).matches()) {
            throw new InvalidRequestException(
                    "identifier-invalid",
                    "a name is a letter or underscore and then letters, digits or underscores, 63 at most",
                    Details.of("field", field, "value", checked));
        }
        return checked;
    }
}
