package dev.agentstorage.dsql.local.internal.door;

/** A client is not let in. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient byte[] words;

    RefusedException(Refusal refusal) {
        this(refusal.encode());
    }

    /**
     * Without a stack trace: it is how the door says no, and an attacker decides how often.
     *
     * @param words what the client is told
     */
    RefusedException(byte[] words) {
        super("a client is not let in", null, false, false);
        this.words = words;
    }

    byte[] words() {
        return words;
    }
}
