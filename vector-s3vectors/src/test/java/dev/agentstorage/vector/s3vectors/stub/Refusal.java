package dev.agentstorage.vector.s3vectors.stub;

/** An answer other than 200: the status, the type of the error, and its text. */
final class Refusal extends RuntimeException {
    private final int status;
    private final String type;

    Refusal(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    static Refusal invalid(String message) {
        return new Refusal(400, "ValidationException", message);
    }

    static Refusal missing(String what) {
        return new Refusal(404, "NotFoundException", "The specified " + what + " could not be found");
    }

    static Refusal conflict(String message) {
        return new Refusal(409, "ConflictException", message);
    }

    static Refusal denied(String action) {
        return new Refusal(
                403,
                "AccessDeniedException",
                "User: arn:aws:iam::000000000000:user/stub is not authorized to perform: s3vectors:" + action);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }
}
