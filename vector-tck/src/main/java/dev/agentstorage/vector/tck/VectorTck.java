package dev.agentstorage.vector.tck;

import dev.agentstorage.vector.tck.contract.IndexContract;
import dev.agentstorage.vector.tck.contract.LexicalContract;
import dev.agentstorage.vector.tck.contract.LifecycleContract;
import dev.agentstorage.vector.tck.contract.QueryContract;
import dev.agentstorage.vector.tck.contract.RecordContract;
import dev.agentstorage.vector.tck.run.VectorRun;
import org.junit.jupiter.api.Nested;

/**
 * The conformance kit: every rule of {@code docs/VECTOR-CONTRACT.md}, for one vector store. Extend it, return the provider under test and the
 * features that it must have, and run it as a JUnit test; the verdict is written to {@code target/tck}. The kit uses its own indexes with random
 * names, and drops them.
 */
public abstract class VectorTck extends VectorRun {
    /** For subclasses. */
    protected VectorTck() {}

    @Nested
    class Indexes extends IndexContract {}

    @Nested
    class Records extends RecordContract {}

    @Nested
    class Queries extends QueryContract {}

    @Nested
    class Lexical extends LexicalContract {}

    @Nested
    class Lifecycle extends LifecycleContract {}
}
