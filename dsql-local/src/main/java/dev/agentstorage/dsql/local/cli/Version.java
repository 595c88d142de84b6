package dev.agentstorage.dsql.local.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"dsql-local " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}
