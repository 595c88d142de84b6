package dev.agentstorage.tck;

import dev.agentstorage.tck.contract.CompositeContract;
import dev.agentstorage.tck.contract.ConfigurationContract;
import dev.agentstorage.tck.contract.IdentityContract;
import dev.agentstorage.tck.contract.LifecycleContract;
import dev.agentstorage.tck.contract.MemoryRetentionContract;
import dev.agentstorage.tck.contract.MessageChangeContract;
import dev.agentstorage.tck.contract.MessageIncludeContract;
import dev.agentstorage.tck.contract.MessageListContract;
import dev.agentstorage.tck.contract.MessageSaveContract;
import dev.agentstorage.tck.contract.PagingContract;
import dev.agentstorage.tck.contract.ResourceContract;
import dev.agentstorage.tck.contract.ResourceViewContract;
import dev.agentstorage.tck.contract.ThreadCloneContract;
import dev.agentstorage.tck.contract.ThreadContract;
import dev.agentstorage.tck.contract.ThreadListContract;
import dev.agentstorage.tck.contract.ThreadPatchContract;
import dev.agentstorage.tck.run.TckRun;
import org.junit.jupiter.api.Nested;

/**
 * The conformance kit: every rule of {@code docs/CONTRACT.md}, for one backend. Extend it, say which provider is under test and which
 * features you promise, and run it; the verdict is in {@code target/tck}. The kit empties the storage under test: never point it at data
 * that anybody needs.
 */
public abstract class StorageTck extends TckRun {
    /** For subclasses. */
    protected StorageTck() {}

    @Nested
    class Lifecycle extends LifecycleContract {}

    @Nested
    class Identity extends IdentityContract {}

    @Nested
    class Paging extends PagingContract {}

    @Nested
    class Configuration extends ConfigurationContract {}

    @Nested
    class Composites extends CompositeContract {}

    @Nested
    class Threads extends ThreadContract {}

    @Nested
    class ThreadPatches extends ThreadPatchContract {}

    @Nested
    class ThreadClones extends ThreadCloneContract {}

    @Nested
    class ThreadLists extends ThreadListContract {}

    @Nested
    class MessageSaves extends MessageSaveContract {}

    @Nested
    class MessageChanges extends MessageChangeContract {}

    @Nested
    class MessageLists extends MessageListContract {}

    @Nested
    class MessageIncludes extends MessageIncludeContract {}

    @Nested
    class Resources extends ResourceContract {}

    @Nested
    class ResourceViews extends ResourceViewContract {}

    @Nested
    class MemoryRetention extends MemoryRetentionContract {}
}
