package dev.agentstorage.spi;

/**
 * Agents and their versions in a backend: one part for each, and the operation that spans both. Thread-safe.
 *
 * <p>Both parts share one transaction scope: {@link AgentRecordBackend#create} stores a version with its agent, an agent is removed with
 * its versions and resolved with one of them, and {@link AgentVersionBackend#create} checks inside its own atomic change whether the agent
 * exists. A change is visible to the other part as soon as the method returns. A decorator, for example for encryption, routing or caching,
 * must decorate both parts; {@link #clear} bypasses both.
 *
 * <p>The stores request a part at each call, so returning it must be cheap and do no I/O.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments, but for the two methods {@code create}, which
 * then throw {@code AlreadyExistsException}.
 */
public interface AgentBackend {
    /** {@return the agent records} */
    AgentRecordBackend agents();

    /** {@return the versions} */
    AgentVersionBackend versions();

    /**
     * Removes rows of all tables of the domain, at most {@code limit} in this step; versions before agents.
     *
     * @param limit the maximum number of rows of this step
     * @return the result of this step
     */
    BulkStep clear(int limit);
}
