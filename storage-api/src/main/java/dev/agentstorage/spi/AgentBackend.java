package dev.agentstorage.spi;

/**
 * Agents and their versions in a backend, one part each, and the operation that spans both. Thread-safe.
 *
 * <p>The two parts share one transaction scope: {@link AgentRecordBackend#create} stores a version with its agent, an agent is removed
 * together with its versions, it is resolved together with one of them, and {@link AgentVersionBackend#create} reads inside its own atomic change
 * whether the agent is there. So a change that a method of one part has returned from is seen by the next call of the other. Who decorates one of them, to
 * encrypt, to route or to cache, decorates both together; {@link #clear} passes both by.
 *
 * <p>The stores ask for a part at each call, so that giving it costs nothing and reaches nothing.
 *
 * <p>All methods throw {@code UnavailableException} when the backend cannot be reached, and writes {@code OutcomeUnknownException} when it cannot be known
 * whether they were applied; every write is idempotent when repeated with the same arguments, but for the two methods {@code create}, which
 * then throw {@code AlreadyExistsException}.
 */
public interface AgentBackend {
    /** {@return the agents' thin records} */
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
