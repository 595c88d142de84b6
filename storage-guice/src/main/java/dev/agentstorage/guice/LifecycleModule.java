package dev.agentstorage.guice;

import com.google.inject.Binder;
import com.google.inject.Module;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;

/** Binds the single {@link StorageLifecycle} of an injector, even if several modules install it. */
final class LifecycleModule implements Module {
    @Override
    public void configure(Binder binder) {
        Multibinder.newSetBinder(binder, ManagedStorage.class);
        binder.bind(StorageLifecycle.class).in(Singleton.class);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LifecycleModule;
    }

    @Override
    public int hashCode() {
        return LifecycleModule.class.hashCode();
    }
}
