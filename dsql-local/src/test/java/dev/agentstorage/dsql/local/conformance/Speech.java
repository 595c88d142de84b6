package dev.agentstorage.dsql.local.conformance;

import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import java.io.IOException;
import java.util.List;

/** The protocol messages that run a statement. The answer must be the same. */
enum Speech {
    /** A Query message. */
    SIMPLE {
        @Override
        Result say(RawConnection connection, String sql) throws IOException {
            return last(connection.simple(sql), sql);
        }
    },
    /** Parse, Bind, Describe, Execute, Sync in one packet. */
    EXTENDED {
        @Override
        Result say(RawConnection connection, String sql) throws IOException {
            return connection.extended(sql);
        }
    },
    /** Parsed and described in one round trip, bound and executed in the next. */
    PREPARED {
        @Override
        Result say(RawConnection connection, String sql) throws IOException {
            return connection.prepared(sql);
        }
    },
    /** As a driver's cache does it: a named statement, closed at the end. */
    NAMED {
        @Override
        Result say(RawConnection connection, String sql) throws IOException {
            Pipeline all = new Pipeline()
                    .parse("probe", sql)
                    .bind("door", "probe")
                    .describePortal("door")
                    .execute("door")
                    .sync();
            Result result = last(connection.run(all), sql);
            connection.run(
                    new Pipeline().closePortal("door").closeStatement("probe").sync());
            return result;
        }
    };

    abstract Result say(RawConnection connection, String sql) throws IOException;

    private static Result last(List<Result> results, String sql) {
        if (results.size() != 1) {
            throw new AssertionError("one answer to '" + sql + "', not: " + results);
        }
        return results.get(0);
    }
}
