package dev.agentstorage.dsql.local.auth;

/** How strictly the endpoint checks the token that a client sends as its password. */
public enum TokenMode {
    /** Accepts any password that is not empty. */
    ANY,
    /**
     * Accepts a presigned URL of an AWS SDK: for one of the endpoint's names, with the action that the user needs,
     * dated at most five minutes in the future, not expired. The signature itself cannot be checked without the
     * account's secret.
     */
    SHAPE,
    /** Does not ask for a password. */
    OFF
}
