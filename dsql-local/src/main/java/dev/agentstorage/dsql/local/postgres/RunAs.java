package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The user that PostgreSQL runs as. Every form executes the server in place of itself, so that the process that Java
 * knows is the server.
 */
enum RunAs {
    /** This process is an ordinary user already. */
    SELF,
    /** Root becomes the user that owns nothing. */
    NOBODY,
    /** Root stays what it is for the files, but is an unprivileged user for PostgreSQL: without the right to setuid. */
    USER_NAMESPACE;

    private static final int NOBODY_UID = 65_534;

    /**
     * The first form that works here, now, for these directories.
     *
     * @param reachable directories that the server must be able to enter
     */
    static RunAs choose(Path... reachable) {
        if (ownUid() != 0) {
            return SELF;
        }
        for (RunAs candidate : List.of(NOBODY, USER_NAMESPACE)) {
            if (candidate.canEnter(reachable)) {
                return candidate;
            }
        }
        throw new LocalPostgresException(
                Reason.NO_RIGHT_TO_SWITCH_USER,
                Map.of(
                        "tried",
                        "setpriv, unshare",
                        "directories",
                        List.of(reachable).toString()));
    }

    private boolean canEnter(Path... directories) {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "for directory; do test -x \"$directory\" || exit 1; done", "sh"));
        for (Path directory : directories) {
            command.add(directory.toString());
        }
        try {
            return Tool.run(wrap(command)).succeeded();
        } catch (IOException notInstalled) {
            return false;
        }
    }

    List<String> wrap(List<String> command) {
        List<String> wrapped = new ArrayList<>(prefix());
        wrapped.addAll(command);
        return wrapped;
    }

    private List<String> prefix() {
        return switch (this) {
            case SELF -> List.of();
            case NOBODY -> List.of("setpriv", "--reuid=" + NOBODY_UID, "--regid=" + NOBODY_UID, "--clear-groups", "--");
            case USER_NAMESPACE -> List.of("unshare", "-U", "--");
        };
    }

    /** Makes the server's user the owner of a tree. */
    void own(Path tree) throws IOException {
        FileTrees.giveTo(this == NOBODY ? NOBODY_UID : ownUid(), tree);
    }

    static int ownUid() {
        return Own.UID;
    }

    /** Java has no getuid: read the owner of a new file. */
    private static final class Own {
        private static final int UID = ask();

        private static int ask() {
            try {
                Path probe = Files.createTempFile("agentstorage", ".uid");
                try {
                    return FileTrees.ownerOf(probe);
                } finally {
                    Files.delete(probe);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
