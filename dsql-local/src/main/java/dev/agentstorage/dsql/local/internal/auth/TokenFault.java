package dev.agentstorage.dsql.local.internal.auth;

/** The reason why a token is rejected. */
public enum TokenFault {
    /** The password is empty. */
    EMPTY("The password is empty."),
    /** The text is not a token: it is not the URL of a request. */
    NOT_A_PRESIGNED_URL("The password is not a presigned DbConnect or DbConnectAdmin URL for the service dsql."),
    /** It is not what an AWS SDK signs for the service: a part is missing, is repeated, or has another form. */
    NOT_SIGNED("The token does not have the signature of a request to the service dsql."),
    /** It is for another cluster. */
    OTHER_HOST("The token was made for another host than this endpoint."),
    /** {@code DbConnect} for {@code admin}, or {@code DbConnectAdmin} for another user. */
    OTHER_ACTION("The token's action is not that of the user: DbConnectAdmin for admin, DbConnect for all others."),
    /** It is valid for less than a second or for more than seven days. */
    LIFE_OUT_OF_RANGE("The token's life must be between 1 and 604800 seconds."),
    /** The signer's clock is more than five minutes ahead. */
    SIGNED_IN_THE_FUTURE("The token was signed in the future."),
    /** It has expired. */
    EXPIRED("The token has expired.");

    private final String explanation;

    TokenFault(String explanation) {
        this.explanation = explanation;
    }

    /** A sentence for the client. */
    public String explanation() {
        return explanation;
    }
}
