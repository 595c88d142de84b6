package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.internal.sql.Token.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTest {

    @Test
    void wordsAreFoldedAndQuotedIdentifiersAreNot() {
        assertThat(values("Select \"Mixed\"\"Case\" ÄB u&\"d\\0061t\" U&\"x!0041\" UESCAPE '!' _a$1"))
                .containsExactly("select", "Mixed\"Case", "Äb", "dat", "xA", "_a$1");
        assertThat(kinds("a \"a\" U&\"a\"")).containsExactly(Kind.WORD, Kind.QUOTED, Kind.QUOTED);
    }

    @Test
    void identifiersAreCutAtSixtyThreeBytes() {
        assertThat(values("a".repeat(70))).containsExactly("a".repeat(63));
        assertThat(values("\"" + "ä".repeat(40) + "\"")).containsExactly("ä".repeat(31));
        assertThat(values("a".repeat(63))).containsExactly("a".repeat(63));
    }

    @Test
    void stringsOfAllNotationsHaveTheirMeaning() {
        assertThat(
                        values(
                                "'it''s' 'a\\' E'a\\'b\\n\\x41\\101\\u0042\\\\' e'c''d' N'n' U&'\\0041\\+000042' U&'#0043' UESCAPE '#'"))
                .containsExactly("it's", "a\\", "a'b\nAAB\\", "c'd", "n", "AB", "C");
        assertThat(kinds("'a' E'a' N'a' U&'a' $$a$$ b'1' X'f'"))
                .containsExactly(Kind.STRING, Kind.STRING, Kind.STRING, Kind.STRING, Kind.STRING, Kind.BITS, Kind.BITS);
    }

    @Test
    void stringsOnTwoLinesAreOne() {
        assertThat(values("'a'\n  'b'")).containsExactly("ab");
        assertThat(values("'a' -- why\n 'b'")).containsExactly("ab");
        assertThat(values("'a' 'b'")).containsExactly("a", "b");
        assertThat(values("'a' /* \n */ 'b'")).containsExactly("a", "b");
    }

    @Test
    void dollarQuotesEndOnlyAtTheirOwnTag() {
        assertThat(values("$$a'b;--$$ $x$ $$ $y$ $x$ a$b$c $1")).containsExactly("a'b;--", " $$ $y$ ", "a$b$c", "$1");
    }

    @Test
    void commentsNestAndEndAtTheLine() {
        assertThat(values("a /* b /* c */ d */ e -- f\ng")).containsExactly("a", "e", "g");
        assertThat(values("a --b\rc")).containsExactly("a", "c");
    }

    @Test
    void numbersOfAllNotationsAreOneToken() {
        assertThat(values("1 1.5 .5 1. 1e10 1.5E-3 0x1F 0b1_0 0o17 1_000 1..2"))
                .containsExactly(
                        "1", "1.5", ".5", "1.", "1e10", "1.5E-3", "0x1F", "0b1_0", "0o17", "1_000", "1", "..", "2");
    }

    @Test
    void operatorsFollowPostgresRules() {
        assertThat(values("a::b:=c =>d <=e <>f !=g ->>h @>i"))
                .containsExactly(
                        "a", "::", "b", ":=", "c", "=>", "d", "<=", "e", "<>", "f", "!=", "g", "->>", "h", "@>", "i");
        assertThat(values("1*-2"))
                .as("a minus after an ordinary operator is a sign")
                .containsExactly("1", "*", "-", "2");
        assertThat(values("1@-2")).as("@ lets a minus be part of it").containsExactly("1", "@-", "2");
        assertThat(values("1+--x\n2")).as("a comment ends an operator").containsExactly("1", "+", "2");
        assertThat(values("1*/* */2")).containsExactly("1", "*", "2");
    }

    @Test
    void offsetsCountUtf16Units() {
        Token token = lex("'\uD83D\uDE00' x").get(1);
        assertThat(token.start()).isEqualTo(5);
        assertThat(token.end()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'open",
                "\"open",
                "E'open\\'",
                "$$open",
                "$a$open$b$",
                "/* open /* */",
                "\"\"",
                "U&'\\00'",
                "U&'a' UESCAPE b",
                "U&'\\0000'",
                "E'\\u12'",
                "1a",
                "$1a",
                "0x",
                "0xg",
                "U&\"\""
            })
    void whatPostgresCannotReadIsNoSequenceOfTokens(String text) {
        assertThat(Lexer.tokens(text)).isEmpty();
    }

    private static List<Token> lex(String text) {
        return Lexer.tokens(text).orElseThrow();
    }

    private static List<String> values(String text) {
        return lex(text).stream().map(Token::value).toList();
    }

    private static List<Kind> kinds(String text) {
        return lex(text).stream().map(Token::kind).toList();
    }
}
