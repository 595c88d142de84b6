package dev.agentstorage.dsql.local.auth;

/** How strictly the endpoint looks at the token that a client sends as its password. */
public enum TokenMode {
    /** Any password will do, as long as it is not empty. */
    ANY,
    /**
     * A URL as an AWS SDK presigns it: for one of the endpoint's names, with the action that the user needs, signed no
     * more than five minutes ahead, not expired. The signature itself can't be checked without the account's secret.
     */
    SHAPE,
    /** No password is asked for. */
    OFF
}
