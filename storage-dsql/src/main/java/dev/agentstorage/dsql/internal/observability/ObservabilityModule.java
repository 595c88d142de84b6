package dev.agentstorage.dsql.internal.observability;

import com.google.inject.AbstractModule;

/** Binds the observability domain; its dependencies are bound elsewhere: the settings and the transactions. */
public final class ObservabilityModule extends AbstractModule {
    /** Creates it. */
    public ObservabilityModule() {}

    @Override
    protected void configure() {
        bind(SpanStatements.class);
        bind(TraceStatements.class);
        bind(SpanRemovalStatements.class);
        bind(SpanWrites.class);
        bind(SpanErasure.class);
        bind(DsqlObservabilityBackend.class);
    }
}
