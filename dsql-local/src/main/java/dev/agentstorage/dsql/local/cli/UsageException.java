package dev.agentstorage.dsql.local.cli;

/** The arguments of the command are wrong; the message is for whoever typed them. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
