package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.Faults;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What all sessions of an endpoint share.
 *
 * @param commits counts commits of transactions that wrote
 * @param schema counts committed changes of the schema
 * @param committing held while a transaction that met another one commits
 * @param committedLocks the rows that committed transactions had locked
 * @param jobs is told of the id of each job whose transaction has committed
 */
record Shared(
        EndpointOptions options,
        BackendConnector connector,
        Faults faults,
        Arbiter arbiter,
        AtomicLong commits,
        AtomicLong schema,
        ReentrantLock committing,
        CommittedLocks committedLocks,
        Consumer<String> jobs) {}
