package dev.agentstorage.dsql.local.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the lexer with PostgreSQL. */
class AgainstPostgresTest {
    private static EmbeddedPostgres server;
    private static Connection connection;

    @BeforeAll
    static void connect() throws SQLException {
        server = EmbeddedPostgres.start();
        connection = DriverManager.getConnection(server.jdbcUrl("postgres") + "&preferQueryMode=simple");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
        server.close();
    }

    @Test
    void theReservedWordsAreThoseOfTheServer() throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet words = statement.executeQuery("SELECT word, catcode FROM pg_get_keywords()")) {
            while (words.next()) {
                String word = words.getString(1);
                String category = words.getString(2);
                assertThat(Keywords.isReserved(word)).as(word).isEqualTo("RT".contains(category));
                assertThat(Keywords.isFullyReserved(word)).as(word).isEqualTo(category.equals("R"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'it''s'",
                "'a\\'",
                "E'a\\'b'",
                "E'\\t\\n\\r\\b\\f\\v\\q'",
                "E'\\101\\x42\\u0043\\U00000044'",
                "E'\\x4G'",
                "E'\\\\'",
                "e'a''b'",
                "U&'\\0041\\\\x\\+01F600'",
                "U&'!0041' UESCAPE '!'",
                "U&'!0041'  uescape\n'!'",
                "$$a'b$$",
                "$x$ $$ $y$ $x$",
                "$ä$é$ä$",
                "'a'\n'b'",
                "'a' -- c\n  'b'",
                "E'a'\n'\\n'",
                "N'n'",
                "'ä\uD83D\uDE00'",
                "$$/* no comment */ -- none$$"
            })
    void stringsMeanWhatTheServerSays(String literal) throws SQLException {
        assertThat(token(literal).value()).isEqualTo(ask("SELECT " + literal).get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mixed",
                "ÄRGER",
                "_a$b1",
                "\"Mixed\"",
                "\"a\"\"b\"",
                "\"a'b\"",
                "U&\"\\0041b\"",
                "U&\"$0041\" UESCAPE '$'",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg",
                "\"ääääääääääääääääääääääääääääääääääääääääääääääääää\"",
                "select",
                "for"
            })
    void identifiersAreWhatTheServerSays(String identifier) throws SQLException {
        assertThat(token(identifier).value())
                .isEqualTo(ask("SELECT 1 AS " + identifier).get(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1*-2",
                "1 - -2",
                "5 %-2",
                "@-5",
                "1+--c\n2",
                "1/* c */+2",
                "0x1F",
                "0o17",
                "0b101",
                "1_000",
                "1e3",
                ".5e1",
                "-@-2",
                "2^-1",
                "'a'::text||'b'",
                "1<>2",
                "1!=2",
                "2>=-1",
                "|/ 4",
                "1/*a/*b*/c*/+1"
            })
    void expressionsKeepTheirMeaningWhenTheirTokensAreSetApart(String expression) {
        StringBuilder apart = new StringBuilder();
        for (Token token : Lexer.tokens(expression).orElseThrow()) {
            apart.append(expression, token.start(), token.end()).append(' ');
        }
        assertThat(outcome("SELECT " + apart)).isEqualTo(outcome("SELECT " + expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1a",
                "0x",
                "'a",
                "E'\\'",
                "\"a",
                "$$a",
                "/* a",
                "\"\"",
                "U&'\\00'",
                "E'\\u12'",
                "1_a",
                "U&'a' UESCAPE 'ab'"
            })
    void whatIsNoSequenceOfTokensIsAnErrorOfTheServer(String text) {
        assertThat(Lexer.tokens(text)).isEmpty();
        assertThatThrownBy(() -> ask("SELECT " + text)).isInstanceOf(SQLException.class);
    }

    private static Token token(String text) {
        assertThat(Lexer.tokens(text).orElseThrow()).hasSize(1);
        return Lexer.tokens(text).orElseThrow().get(0);
    }

    /** The value, or which operator the server does not have. */
    private static String outcome(String query) {
        try {
            return ask(query).get(0);
        } catch (SQLException e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElseThrow();
        }
    }

    /** The value and the name of the only column of the only row. */
    private static List<String> ask(String query) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery(query)) {
                row.next();
                return List.of(row.getString(1), row.getMetaData().getColumnLabel(1));
            }
        }
    }
}
