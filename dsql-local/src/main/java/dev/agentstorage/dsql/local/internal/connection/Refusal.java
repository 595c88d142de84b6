package dev.agentstorage.dsql.local.internal.connection;

import dev.agentstorage.dsql.local.internal.auth.TokenFault;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;

/**
 * The error for a refused client.
 *
 * @param sqlState the five-character SQLSTATE
 * @param message DSQL's message, or PostgreSQL's if DSQL's is not known
 * @param detail the endpoint's reason as a sentence, or empty
 * @param hint DSQL's hint, or empty
 */
record Refusal(String sqlState, String message, String detail, String hint) {
    private static final String CONNECTION_REJECTED = "08004";
    private static final String PROTOCOL_VIOLATION = "08P01";
    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final String INVALID_ENCODING = "22021";
    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String CONFIGURATION_LIMIT = "53400";
    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String ACCESS_DENIED = "unable to accept connection, access denied";

    private Refusal(String sqlState, String message) {
        this(sqlState, message, "");
    }

    private Refusal(String sqlState, String message, String detail) {
        this(sqlState, message, detail, "");
    }

    static Refusal tooManyConnections() {
        return new Refusal(TOO_MANY_CONNECTIONS, "Unable to accept connection, too many open connections.");
    }

    static Refusal rateExceeded() {
        return new Refusal(CONFIGURATION_LIMIT, "Unable to accept connection, rate exceeded.");
    }

    /** DSQL's text; its SQLSTATE is not recorded. PostgreSQL gives this one while it starts. */
    static Refusal wakingUp() {
        return new Refusal(CANNOT_CONNECT_NOW, "unable to accept connection, waking up cluster, please retry later");
    }

    /**
     * DSQL's texts; their SQLSTATE is not recorded. PostgreSQL reports 28000 when a method other than a stored password
     * fails (PAM, LDAP, IAM in other AWS services); 28P01 would mean that a stored password is wrong, and
     * DSQL stores none.
     */
    static Refusal authenticationFailed(String user, TokenFault fault) {
        String reason = fault.explanation();
        return switch (fault) {
            case EMPTY, NOT_A_PRESIGNED_URL ->
                new Refusal(INVALID_AUTHORIZATION, "IAM authentication failed for user \"" + user + '"', reason);
            case NOT_SIGNED, OTHER_HOST, OTHER_ACTION, LIFE_OUT_OF_RANGE, SIGNED_IN_THE_FUTURE ->
                new Refusal(INVALID_AUTHORIZATION, ACCESS_DENIED, reason);
            // Only the beginning of the hint is recorded.
            case EXPIRED ->
                new Refusal(INVALID_AUTHORIZATION, ACCESS_DENIED, reason, "Signature expired: make a new token.");
        };
    }

    /**
     * PostgreSQL's SQLSTATE for a client whose kind of connection is not allowed: a driver that may try both ways
     * ({@code sslmode=allow}) retries with TLS after this one.
     */
    static Refusal tlsRequired() {
        return new Refusal(
                INVALID_AUTHORIZATION,
                "unable to accept connection, TLS is required",
                "Connect with sslmode=require or stricter.");
    }

    static Refusal noServerName() {
        return new Refusal(CONNECTION_REJECTED, "unable to accept connection, sni was not received");
    }

    static Refusal noApplicationProtocol() {
        return new Refusal(
                PROTOCOL_VIOLATION,
                "direct TLS connection without ALPN protocol negotiation",
                "The client must offer the application protocol \"postgresql\".");
    }

    static Refusal unencryptedData() {
        return new Refusal(
                PROTOCOL_VIOLATION,
                "received unencrypted data after SSL request",
                "This could be either a client-software bug or evidence of an attempted man-in-the-middle attack.");
    }

    static Refusal invalidLength() {
        return new Refusal(PROTOCOL_VIOLATION, "invalid length of startup packet");
    }

    static Refusal invalidLayout() {
        return new Refusal(PROTOCOL_VIOLATION, "invalid startup packet layout: expected terminator as last byte");
    }

    static Refusal invalidText() {
        return new Refusal(INVALID_ENCODING, "invalid byte sequence for encoding \"UTF8\"");
    }

    static Refusal unsupportedProtocol(int version) {
        return new Refusal(
                FEATURE_NOT_SUPPORTED,
                "unsupported frontend protocol " + (version >>> 16) + '.' + (version & 0xffff)
                        + ": server supports 3.0 to 3.0");
    }

    static Refusal noUser() {
        return new Refusal(INVALID_AUTHORIZATION, "no PostgreSQL user name specified in startup packet");
    }

    static Refusal noSuchDatabase(String name) {
        return new Refusal(NO_SUCH_DATABASE, "database \"" + name + "\" does not exist");
    }

    static Refusal replication() {
        return new Refusal(FEATURE_NOT_SUPPORTED, "replication connections are not supported");
    }

    static Refusal notAPassword(int type) {
        return new Refusal(PROTOCOL_VIOLATION, "expected password response, got message type " + type);
    }

    static Refusal invalidPassword() {
        return new Refusal(PROTOCOL_VIOLATION, "invalid password packet size");
    }

    static Refusal of(PgError error) {
        return new Refusal(error.sqlState(), error.message());
    }

    /** The ErrorResponse; its severity is FATAL, as the connection ends with it. */
    byte[] encode() {
        MessageBuilder builder = new MessageBuilder('E')
                .int8('S')
                .cstring("FATAL")
                .int8('V')
                .cstring("FATAL")
                .int8('C')
                .cstring(sqlState)
                .int8('M')
                .cstring(message);
        if (!detail.isEmpty()) {
            builder.int8('D').cstring(detail);
        }
        if (!hint.isEmpty()) {
            builder.int8('H').cstring(hint);
        }
        return builder.int8(0).build();
    }
}
