package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.backend.SessionStartup;
import dev.agentstorage.dsql.local.internal.conflict.CommitOrder;
import dev.agentstorage.dsql.local.internal.conflict.LockWaitResolver;
import dev.agentstorage.dsql.local.internal.conflict.LockWaitTimer;
import java.util.function.Consumer;

/**
 * The state that all sessions of an endpoint share.
 *
 * @param jobs receives the id of each job whose transaction has committed
 */
public record EndpointState(
        EndpointOptions options,
        SessionStartup startup,
        Faults faults,
        LockWaitResolver lockWaits,
        LockWaitTimer lockWaitTimer,
        CommitOrder commitOrder,
        Consumer<String> jobs) {}
