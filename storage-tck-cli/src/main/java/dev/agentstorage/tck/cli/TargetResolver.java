package dev.agentstorage.tck.cli;

import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;

/** Passes the backend under test to the kit: the command stores it in the JUnit session of the run. */
final class TargetResolver implements ParameterResolver {
    private static final String OWNER = "dev.agentstorage.tck.cli";

    static void put(LauncherSession session, Target target) {
        session.getStore().put(Namespace.create(OWNER), Target.class, target);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Target.class;
    }

    @Override
    public Target resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Objects.requireNonNull(
                context.getStore(StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(OWNER))
                        .get(Target.class, Target.class),
                "the command did not set a target");
    }
}
