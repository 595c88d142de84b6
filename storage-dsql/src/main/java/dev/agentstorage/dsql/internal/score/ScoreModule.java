package dev.agentstorage.dsql.internal.score;

import com.google.inject.AbstractModule;

/** Binds the scores; its dependencies are bound elsewhere: the settings and the transactions. */
public final class ScoreModule extends AbstractModule {
    /** Creates it. */
    public ScoreModule() {}

    @Override
    protected void configure() {
        bind(ScoreStatements.class);
        bind(DsqlScoreBackend.class);
    }
}
