package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A statement that only calls a function of the endpoint's private schema {@code dsql_local}, such as
 * {@code SELECT dsql_local.f('a')}, {@code SELECT * FROM dsql_local.f('a')} or {@code SELECT * FROM dsql_local.f}.
 *
 * @param function the function, unquoted and folded
 * @param arguments its arguments: strings with escapes decoded; numbers, and parameters such as {@code $1}, as written
 */
public record PrivateCall(String function, List<String> arguments) {
    private static final String SCHEMA = "dsql_local";

    /** Keeps an immutable copy of the arguments. */
    public PrivateCall {
        arguments = List.copyOf(arguments);
    }

    /** Reads a call at the cursor; empty if there is none or anything follows it. */
    static Optional<PrivateCall> read(Cursor cursor) {
        if (!cursor.accept("select")) {
            return Optional.empty();
        }
        boolean relation = cursor.accept("*", "from");
        Optional<TableName> function = cursor.acceptTableName();
        boolean isPrivate =
                function.flatMap(TableName::schema).filter(SCHEMA::equals).isPresent();
        if (!isPrivate) {
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>();
        boolean called = cursor.accept("(");
        if (called && !cursor.accept(")")) {
            do {
                Token argument = cursor.peek(0);
                if (argument == null || !isLiteral(argument)) {
                    return Optional.empty();
                }
                arguments.add(argument.value());
                cursor.skip(1);
            } while (cursor.accept(","));
            if (!cursor.accept(")")) {
                return Optional.empty();
            }
        }
        boolean complete = cursor.atEnd() && (called || relation);
        return complete ? Optional.of(new PrivateCall(function.get().name(), arguments)) : Optional.empty();
    }

    private static boolean isLiteral(Token token) {
        return switch (token.kind()) {
            case STRING, NUMBER, PARAMETER -> true;
            default -> false;
        };
    }
}
