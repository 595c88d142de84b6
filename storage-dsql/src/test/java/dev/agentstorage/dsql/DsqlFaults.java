package dev.agentstorage.dsql;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.tck.fault.Faults;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rules of the local endpoint, as faults for the kit. */
final class DsqlFaults implements Faults {
    private final Schema schema;

    DsqlFaults(Schema schema) {
        this.schema = schema;
    }

    @Override
    public Set<dev.agentstorage.tck.fault.Fault> supported() {
        return EnumSet.allOf(dev.agentstorage.tck.fault.Fault.class);
    }

    /** Gives up soon: an outage costs each call its deadline. */
    @Override
    public StorageConfig config(StorageConfig config) {
        return schema.config()
                .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofMillis(250))
                .set(DsqlOptions.RETRY_DEADLINE, Duration.ofMillis(500))
                .set(DsqlOptions.RETRY_ATTEMPTS, 3)
                .build();
    }

    @Override
    public Injection begin(dev.agentstorage.tck.fault.Fault fault) {
        return inject(
                switch (fault) {
                    case OUTAGE -> List.of(Fault.tooManyConnections(), Fault.cutOnStatement());
                    case CUT_BEFORE_ANSWER -> List.of(Fault.cutOnStatement().at(1));
                    case CUT_BEFORE_COMMIT -> List.of(Fault.cutBeforeCommit().at(1));
                    case CUT_AFTER_COMMIT -> List.of(Fault.cutAfterCommit().at(1));
                    case CONFLICT -> List.of(Fault.occ());
                    case DELAY -> List.of(Fault.latency(Duration.ofMillis(2)));
                    case DAMAGE -> throw new UnsupportedOperationException("damage() does");
                });
    }

    private static Injection inject(List<Fault> rules) {
        List<InjectedFault> injected =
                rules.stream().map(Server.local().faults()::inject).toList();
        return new Injection() {
            @Override
            public boolean met() {
                return injected.stream().anyMatch(fault -> fault.fired() > 0);
            }

            @Override
            public void close() {
                injected.forEach(InjectedFault::remove);
            }
        };
    }

    @Override
    public Injection damage(String workflowName, String runId) {
        String row = " WHERE workflow_name = '" + workflowName + "' AND run_id = '" + runId + "'";
        String table = schema + ".mastra_workflow_snapshot";
        String whole = schema.query("SELECT snapshot FROM " + table + row).get(0);
        schema.run("UPDATE " + table + " SET snapshot = '{'" + row);
        return new Injection() {
            @Override
            public boolean met() {
                return true;
            }

            @Override
            public void close() {
                schema.run("UPDATE " + table + " SET snapshot = '" + whole.replace("'", "''") + "'" + row);
            }
        };
    }
}
