package dev.agentstorage.dsql.local.auth;

/** How strictly the endpoint checks the token that a client sends as its password. */
public enum TokenMode {
    /** Accepts any password that is not empty. */
    ANY,
    /**
     * Accepts a URL as an AWS SDK presigns it: for one of the endpoint's names, with the action that the user needs, signed
     * at most five minutes in the future, not expired. The signature itself cannot be checked without the account's secret.
     */
    SHAPE,
    /** Asks for no password. */
    OFF
}
