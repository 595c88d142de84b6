package dev.agentstorage.dsql.internal;

import com.google.inject.AbstractModule;
import com.google.inject.Binder;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import dev.agentstorage.dsql.internal.agent.AgentModule;
import dev.agentstorage.dsql.internal.index.IndexModule;
import dev.agentstorage.dsql.internal.memory.MemoryModule;
import dev.agentstorage.dsql.internal.observability.ObservabilityModule;
import dev.agentstorage.dsql.internal.pool.Database;
import dev.agentstorage.dsql.internal.schema.SchemaModule;
import dev.agentstorage.dsql.internal.score.ScoreModule;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Connections;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.dsql.internal.tx.MemoryBudget;
import dev.agentstorage.dsql.internal.tx.Polling;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.workflow.WorkflowModule;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.support.FilterBound;
import java.util.List;

/** Wires the modules of a backend from its settings. Stateless and thread-safe. */
public final class Wiring {
    private Wiring() {}

    /** Creates a backend without connecting. */
    public static StorageBackend open(DsqlSettings settings) {
        Injector injector = Guice.createInjector(Stage.PRODUCTION, modules(settings));
        return injector.getInstance(DsqlBackend.class);
    }

    /** Returns the modules for the settings. */
    static List<Module> modules(DsqlSettings settings) {
        return List.of(
                new StrictModule(),
                new DatabaseModule(settings),
                new SchemaModule(),
                new MemoryModule(),
                new WorkflowModule(),
                new ObservabilityModule(),
                new ScoreModule(),
                new AgentModule(),
                new IndexModule(),
                new BackendModule());
    }

    /** Requires explicit bindings, and disables proxies for circular dependencies. */
    private static final class StrictModule implements Module {
        @Override
        public void configure(Binder binder) {
            binder.requireExplicitBindings();
            binder.requireAtInjectOnConstructors();
            binder.requireExactBindingAnnotations();
            binder.disableCircularProxies();
        }
    }

    private static final class DatabaseModule extends AbstractModule {
        private final DsqlSettings settings;

        DatabaseModule(DsqlSettings settings) {
            this.settings = settings;
        }

        @Override
        protected void configure() {
            bind(DsqlSettings.class).toInstance(settings);
            bind(Lifetime.class).toInstance(new Lifetime(settings.storage()));
            bind(TransactionCounters.class).toInstance(new TransactionCounters());
            bind(Database.class);
            bind(Connections.class).to(Database.class);
            bind(Transactions.class);
            bind(Polling.class);
            bind(MemoryBudget.class);
            bind(FilterBound.class).toInstance(new FilterBound(settings.filterRows(), "filterRows"));
        }
    }

    private static final class BackendModule extends AbstractModule {
        @Override
        protected void configure() {
            bind(Domains.class);
            bind(DsqlBackend.class);
        }
    }
}
