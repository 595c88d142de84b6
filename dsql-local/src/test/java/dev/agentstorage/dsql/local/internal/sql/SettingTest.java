package dev.agentstorage.dsql.local.internal.sql;

import static dev.agentstorage.dsql.local.internal.sql.RefusedStatementTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SET statement_timeout = 5                                    | statement_timeout
                    SET SESSION lock_timeout TO 5                                | lock_timeout
                    SET LOCAL idle_in_transaction_session_timeout = 5            | idle_in_transaction_session_timeout
                    SET Row_Security = off                                       | row_security
                    SET standard_conforming_strings = on                         | standard_conforming_strings
                    SET client_min_messages TO warning                           | client_min_messages
                    SET synchronize_seqscans = off                               | synchronize_seqscans
                    SET default_transaction_isolation = 'repeatable read'        | default_transaction_isolation
                    SET default_transaction_read_only = on                       | default_transaction_read_only
                    SET app.owner = 'x'                                          | app.owner
                    SET "app.user" = 'x'                                         | app.user
                    SET local.owner = 'x'                                        | local.owner
                    SET transaction_isolation = 'serializable'                   | transaction_isolation
                    SET SESSION AUTHORIZATION bob                                | session_authorization
                    SET LOCAL SESSION AUTHORIZATION bob                          | session_authorization
                    SET TRANSACTION READ ONLY                                    | TRANSACTION
                    SET TRANSACTION ISOLATION LEVEL REPEATABLE READ              | TRANSACTION
                    SET LOCAL TRANSACTION READ WRITE                             | TRANSACTION
                    SET TRANSACTION SNAPSHOT 'x'                                 | TRANSACTION SNAPSHOT
                    SET XML OPTION DOCUMENT                                      | xmloption
                    RESET statement_timeout                                      | statement_timeout
                    RESET SESSION AUTHORIZATION                                  | session_authorization
                    RESET TRANSACTION ISOLATION LEVEL                            | transaction_isolation
                    """)
    void aParameterThatCannotBeSetIsRefusedByName(String text, String parameter) {
        assertRefused(text, "0A000", "setting configuration parameter \"" + parameter + "\" not supported");
        assertThat(StatementKindTest.one(text).kind()).isEqualTo(StatementKind.SET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SET TRANSACTION ISOLATION LEVEL SERIALIZABLE                                 | SERIALIZABLE
                    SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED    | READ COMMITTED
                    """)
    void anIsolationLevelThatThereIsNotIsRefusedAsSuch(String text, String level) {
        assertRefused(text, "0A000", "Unsupported isolation level: " + level);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SET application_name = 'x'
                    SET SESSION application_name TO 'x'
                    SET client_encoding TO 'UTF8'
                    SET NAMES 'UTF8'
                    SET DateStyle = ISO, MDY
                    SET extra_float_digits = 3
                    SET IntervalStyle = 'postgres'
                    SET "TimeZone" = 'UTC'
                    SET TIME ZONE 'UTC'
                    SET LOCAL TIME ZONE LOCAL
                    SET search_path TO a, "$user"
                    SET SCHEMA 'a'
                    SET ROLE bob
                    SET LOCAL ROLE NONE
                    SET enable_seqscan = off
                    SET dsql.anything = 1
                    SET CONSTRAINTS ALL DEFERRED
                    SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
                    SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE, ISOLATION LEVEL REPEATABLE READ
                    RESET search_path
                    RESET TIME ZONE
                    RESET ALL
                    """)
    void aParameterThatCanBeSetIsNotRefused(String text) {
        assertThat(StatementKindTest.one(text).refusal()).isEmpty();
        assertThat(StatementKindTest.one(text).kind()).isEqualTo(StatementKind.SET);
    }
}
