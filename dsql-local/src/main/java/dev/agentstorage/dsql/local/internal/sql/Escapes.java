package dev.agentstorage.dsql.local.internal.sql;

/** Decodes the escapes of {@code E''} and {@code U&} literals. */
final class Escapes {

    private Escapes() {}

    /** Decodes the body of an {@code E''} string, in which doubled quotes were already replaced. */
    static String backslashes(String body) throws LexicalException {
        if (body.indexOf('\\') < 0) {
            return body;
        }
        StringBuilder value = new StringBuilder(body.length());
        int i = 0;
        while (i < body.length()) {
            char c = body.charAt(i++);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            char escaped = body.charAt(i++);
            switch (escaped) {
                case 'b' -> value.append('\b');
                case 'f' -> value.append('\f');
                case 'n' -> value.append('\n');
                case 'r' -> value.append('\r');
                case 't' -> value.append('\t');
                case 'u', 'U' -> {
                    int length = escaped == 'u' ? 4 : 8;
                    value.appendCodePoint(codePoint(body, i, length));
                    i += length;
                }
                case 'x' -> {
                    int end = digitsEnd(body, i, 16, 2);
                    value.append(end == i ? 'x' : (char) Integer.parseInt(body, i, end, 16));
                    i = end;
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int end = digitsEnd(body, i - 1, 8, 3);
                    value.append((char) (Integer.parseInt(body, i - 1, end, 8) & 0xff));
                    i = end;
                }
                default -> value.append(escaped);
            }
        }
        return value.toString();
    }

    /** Decodes the body of a {@code U&} literal. */
    static String unicode(String body, char escape) throws LexicalException {
        if (body.indexOf(escape) < 0) {
            return body;
        }
        StringBuilder value = new StringBuilder(body.length());
        int i = 0;
        while (i < body.length()) {
            char c = body.charAt(i++);
            if (c != escape) {
                value.append(c);
            } else if (i < body.length() && body.charAt(i) == escape) {
                value.append(escape);
                i++;
            } else if (i < body.length() && body.charAt(i) == '+') {
                value.appendCodePoint(codePoint(body, i + 1, 6));
                i += 7;
            } else {
                value.appendCodePoint(codePoint(body, i, 4));
                i += 4;
            }
        }
        return value.toString();
    }

    private static int codePoint(String body, int from, int length) throws LexicalException {
        if (from + length > body.length() || digitsEnd(body, from, 16, length) != from + length) {
            throw new LexicalException();
        }
        long codePoint = Long.parseLong(body, from, from + length, 16);
        if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT) {
            throw new LexicalException();
        }
        return (int) codePoint;
    }

    private static int digitsEnd(String body, int from, int radix, int most) {
        int end = from;
        while (end < body.length() && end - from < most && isDigit(body.charAt(end), radix)) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c, int radix) {
        return c < 0x80 && Character.digit(c, radix) >= 0;
    }
}
