package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a range of tokens from left to right. Not thread-safe. */
final class Cursor {
    private final TokenList tokens;
    private final int end;
    private int at;

    Cursor(TokenList tokens, int from, int end) {
        this.tokens = tokens;
        this.at = from;
        this.end = end;
    }

    /** A copy of this cursor, at the same position. */
    Cursor copy() {
        return new Cursor(tokens, at, end);
    }

    /** A cursor over the tokens in {@code [from, to)}. */
    Cursor range(int from, int to) {
        return new Cursor(tokens, from, to);
    }

    int position() {
        return at;
    }

    int end() {
        return end;
    }

    boolean atEnd() {
        return at >= end;
    }

    /** The token {@code ahead} positions after the next one; null beyond the range. */
    @Nullable
    Token peek(int ahead) {
        int index = at + ahead;
        return index >= 0 && index < end ? tokens.get(index) : null;
    }

    /** The token at an absolute index. */
    Token token(int index) {
        return tokens.get(index);
    }

    void skip(int count) {
        at = Math.min(end, at + count);
    }

    void moveTo(int index) {
        at = Math.min(end, index);
    }

    /** Whether the next tokens are these words or symbols. */
    boolean at(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!isAt(i, words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the token {@code ahead} positions after the next one is this word or symbol. */
    boolean isAt(int ahead, String word) {
        Token token = peek(ahead);
        return token != null && token.is(word);
    }

    /** Whether the next token is one of these words. */
    boolean atAny(String... words) {
        for (String word : words) {
            if (isAt(0, word)) {
                return true;
            }
        }
        return false;
    }

    /** Skips these words if all of them come next. */
    boolean accept(String... words) {
        if (!at(words)) {
            return false;
        }
        at += words.length;
        return true;
    }

    /** Skips the next word if it is one of these. */
    boolean acceptAny(String... words) {
        if (!atAny(words)) {
            return false;
        }
        at++;
        return true;
    }

    /** Whether the next token can be the name of a table, column or role. */
    boolean atName() {
        Token token = peek(0);
        return token != null && token.isName();
    }

    /** Reads an identifier, if there is one. */
    Optional<String> acceptName() {
        Token token = peek(0);
        if (token == null || !token.isName()) {
            return Optional.empty();
        }
        at++;
        return Optional.of(token.value());
    }

    /** Reads a name of up to three parts, if there is one. */
    Optional<TableName> acceptTableName() {
        Optional<String> last = acceptName();
        Optional<String> schema = Optional.empty();
        while (last.isPresent() && isAt(0, ".")) {
            Token next = peek(1);
            if (next == null || !next.isIdentifier()) {
                break;
            }
            schema = last;
            last = Optional.of(next.value());
            at += 2;
        }
        if (last.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TableName(schema, last.get()));
    }

    /** Skips a pair of parentheses and its contents, if one begins here. */
    boolean acceptParentheses() {
        if (!isAt(0, "(")) {
            return false;
        }
        at = Math.min(end, closing(at) + 1);
        return true;
    }

    /** The index of the parenthesis or bracket that closes the one at the given index; the end if it is not closed. */
    int closing(int opening) {
        return Math.min(end, tokens.closing(opening));
    }

    /** Moves to the first of these words outside of parentheses, or to the end. */
    boolean skipTo(String... words) {
        while (!atEnd()) {
            if (atAny(words) && !isLabel()) {
                return true;
            }
            skipOne();
        }
        return false;
    }

    /** Skips one token, or a pair of parentheses with its contents. */
    void skipOne() {
        if (!atEnd() && tokens.opens(at)) {
            at = Math.min(end, closing(at) + 1);
        } else {
            skip(1);
        }
    }

    /** Splits the remaining tokens at commas outside of parentheses, and moves to the end. */
    List<Cursor> elements() {
        List<Cursor> elements = new ArrayList<>();
        while (!atEnd()) {
            int from = at;
            skipTo(",");
            elements.add(range(from, at));
            skip(1);
        }
        return elements;
    }

    /** Whether the next token follows AS or a dot, and is therefore a label, which can be any word. */
    boolean isLabel() {
        return tokens.isLabel(at);
    }

    /** The query text from the token at {@code from} to the token at {@code to}, exclusive. */
    String text(int from, int to) {
        return tokens.text(from, to);
    }
}
