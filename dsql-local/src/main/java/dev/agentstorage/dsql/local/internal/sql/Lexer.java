package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PostgreSQL 16's lexical rules with {@code standard_conforming_strings} on. */
final class Lexer {
    private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";

    /** An operator that contains one of these characters may end in + or -. */
    private static final String FREE_OPERATOR_CHARACTERS = "~!@#^&|`?%";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * The tokens of a text, without white space and comments.
     *
     * @return empty if the text is lexically invalid: an unterminated quote or comment, an invalid escape, or trailing
     *     junk after a number
     */
    static Optional<List<Token>> tokens(String text) {
        Lexer lexer = new Lexer(text);
        try {
            while (lexer.skipToToken()) {
                lexer.token();
            }
        } catch (LexicalException e) {
            return Optional.empty();
        }
        return Optional.of(lexer.tokens);
    }

    /** Like {@link #tokens}, with matched parentheses. */
    static Optional<TokenList> tokenList(String text) {
        Optional<List<Token>> tokens = tokens(text);
        return tokens.isEmpty() ? Optional.empty() : Optional.of(new TokenList(text, tokens.get()));
    }

    private boolean skipToToken() throws LexicalException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isSpace(c)) {
                at++;
            } else if (c == '-' && peek(1) == '-') {
                skipLine();
            } else if (c == '/' && peek(1) == '*') {
                skipComment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
    }

    private void skipComment() throws LexicalException {
        int depth = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '/' && peek(1) == '*') {
                depth++;
                at += 2;
            } else if (text.charAt(at) == '*' && peek(1) == '/') {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                at++;
            }
        }
        throw new LexicalException();
    }

    private void token() throws LexicalException {
        int start = at;
        char c = text.charAt(at);
        if (isWordStart(c)) {
            wordOrPrefixedLiteral(start, c);
        } else if (c == '\'') {
            add(Kind.STRING, quoted('\'', false), start);
        } else if (c == '"') {
            add(Kind.QUOTED, Names.truncated(nonEmpty(quoted('"', false))), start);
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number(start);
        } else if (c == '$') {
            dollar(start);
        } else {
            symbol(start, c);
        }
    }

    private void wordOrPrefixedLiteral(int start, char c) throws LexicalException {
        char next = peek(1);
        if (next == '\'') {
            switch (c) {
                case 'b', 'B', 'x', 'X' -> {
                    at++;
                    add(Kind.BITS, quoted('\'', false), start);
                    return;
                }
                case 'e', 'E' -> {
                    at++;
                    add(Kind.STRING, Escapes.backslashes(quoted('\'', true)), start);
                    return;
                }
                case 'n', 'N' -> {
                    at++;
                    add(Kind.STRING, quoted('\'', false), start);
                    return;
                }
                default -> {
                    // A word directly before a string.
                }
            }
        }
        if ((c == 'u' || c == 'U') && next == '&' && (peek(2) == '\'' || peek(2) == '"')) {
            at += 2;
            unicode(start, text.charAt(at));
            return;
        }
        at++;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        add(Kind.WORD, Names.folded(text.substring(start, at)), start);
    }

    private void unicode(int start, char quote) throws LexicalException {
        String body = quoted(quote, false);
        int end = at;
        char escape = '\\';
        if (skipToToken() && text.regionMatches(true, at, "uescape", 0, 7) && !isWordPart(peek(7))) {
            at += 7;
            if (!skipToToken() || text.charAt(at) != '\'') {
                throw new LexicalException();
            }
            String character = quoted('\'', false);
            if (character.length() != 1) {
                throw new LexicalException();
            }
            escape = character.charAt(0);
            end = at;
        }
        at = end;
        String value = Escapes.unicode(body, escape);
        if (quote == '"') {
            add(Kind.QUOTED, Names.truncated(nonEmpty(value)), start);
        } else {
            add(Kind.STRING, value, start);
        }
    }

    /** Reads a quoted text from the current quote on; a doubled quote stands for one quote. */
    private String quoted(char quote, boolean backslashEscapes) throws LexicalException {
        StringBuilder value = new StringBuilder();
        at++;
        int from = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && backslashEscapes) {
                at += 2;
            } else if (c != quote) {
                at++;
            } else if (peek(1) == quote) {
                // In an E'' string the escapes are decoded later, so the doubled quote must not look like one.
                value.append(text, from, at + 1);
                at += 2;
                from = at;
            } else {
                value.append(text, from, at);
                at++;
                if (quote == '"' || !continuesOnNextLine()) {
                    return value.toString();
                }
                from = at;
            }
        }
        throw new LexicalException();
    }

    /**
     * Whether the string continues: strings separated only by white space with a line break are one. Skips the new
     * opening quote.
     */
    private boolean continuesOnNextLine() {
        int end = at;
        boolean lineBreak = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isSpace(c)) {
                lineBreak |= c == '\n' || c == '\r';
                at++;
            } else if (c == '-' && peek(1) == '-') {
                skipLine();
            } else {
                if (c == '\'' && lineBreak) {
                    at++;
                    return true;
                }
                break;
            }
        }
        at = end;
        return false;
    }

    private void dollar(int start) throws LexicalException {
        if (isDigit(peek(1))) {
            at++;
            while (isDigit(peek(0))) {
                at++;
            }
            if (isWordStart(peek(0))) {
                throw new LexicalException();
            }
            add(Kind.PARAMETER, text.substring(start, at), start);
            return;
        }
        int tagEnd = at + 1;
        while (tagEnd < text.length() && isWordPart(text.charAt(tagEnd)) && text.charAt(tagEnd) != '$') {
            tagEnd++;
        }
        if (tagEnd >= text.length() || text.charAt(tagEnd) != '$') {
            at++;
            add(Kind.SYMBOL, "$", start);
            return;
        }
        String delimiter = text.substring(start, tagEnd + 1);
        int close = text.indexOf(delimiter, tagEnd + 1);
        if (close < 0) {
            throw new LexicalException();
        }
        at = close + delimiter.length();
        add(Kind.STRING, text.substring(tagEnd + 1, close), start);
    }

    private void number(int start) throws LexicalException {
        char second = Character.toLowerCase(peek(1));
        if (text.charAt(at) == '0' && (second == 'x' || second == 'o' || second == 'b')) {
            int radix = second == 'x' ? 16 : second == 'o' ? 8 : 2;
            at += 2;
            if (!digits(radix, true)) {
                throw new LexicalException();
            }
        } else {
            boolean whole = digits(10, false);
            if (peek(0) == '.' && !(whole && peek(1) == '.')) {
                at++;
                digits(10, false);
            }
            exponent();
        }
        if (isWordStart(peek(0))) {
            throw new LexicalException();
        }
        add(Kind.NUMBER, text.substring(start, at), start);
    }

    private void exponent() {
        if (peek(0) != 'e' && peek(0) != 'E') {
            return;
        }
        int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if (isDigit(peek(1 + sign))) {
            at += 1 + sign;
            digits(10, false);
        }
    }

    /** Reads digits, with single underscores between them and optionally before the first one. */
    private boolean digits(int radix, boolean leadingUnderscore) {
        boolean any = false;
        while (true) {
            int step = peek(0) == '_' && (any || leadingUnderscore) ? 1 : 0;
            char c = peek(step);
            if (c >= 0x80 || Character.digit(c, radix) < 0) {
                return any;
            }
            at += step + 1;
            any = true;
        }
    }

    private void symbol(int start, char c) {
        if ((c == ':' && (peek(1) == ':' || peek(1) == '=')) || (c == '.' && peek(1) == '.')) {
            at += 2;
        } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
            at = operatorEnd();
        } else {
            at++;
        }
        add(Kind.SYMBOL, text.substring(start, at), start);
    }

    private int operatorEnd() {
        int end = at;
        boolean free = false;
        while (end < text.length() && OPERATOR_CHARACTERS.indexOf(text.charAt(end)) >= 0) {
            if (text.startsWith("--", end) || text.startsWith("/*", end)) {
                break;
            }
            end++;
        }
        for (int i = at; i < end; i++) {
            free |= FREE_OPERATOR_CHARACTERS.indexOf(text.charAt(i)) >= 0;
        }
        while (!free && end > at + 1 && (text.charAt(end - 1) == '+' || text.charAt(end - 1) == '-')) {
            end--;
        }
        return end;
    }

    private void add(Kind kind, String value, int start) {
        tokens.add(new Token(kind, value, start, at));
    }

    private static String nonEmpty(String identifier) throws LexicalException {
        if (identifier.isEmpty()) {
            throw new LexicalException();
        }
        return identifier;
    }

    private char peek(int ahead) {
        int index = at + ahead;
        return index < text.length() ? text.charAt(index) : '\0';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}
