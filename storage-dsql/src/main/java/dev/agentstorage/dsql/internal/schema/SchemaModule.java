package dev.agentstorage.dsql.internal.schema;

import com.google.inject.AbstractModule;

/** Binds the schema installer; its dependencies are bound elsewhere: the settings, the database and the transactions. */
public final class SchemaModule extends AbstractModule {
    /** Creates it. */
    public SchemaModule() {}

    @Override
    protected void configure() {
        bind(Catalogs.class);
        bind(KeyBuilder.class);
        bind(SchemaInstaller.class);
    }
}
