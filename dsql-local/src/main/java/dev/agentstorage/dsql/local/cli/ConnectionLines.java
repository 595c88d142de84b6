package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.io.PrintWriter;

/** What a person or a script needs to connect. */
final class ConnectionLines {
    private ConnectionLines() {}

    static void print(DsqlLocal local, PrintWriter out) {
        out.println("psql:        " + psql(local));
        out.println("JDBC:        " + local.jdbcUrl());
        if (local.wantsTls()) {
            out.println("certificate: " + local.certificate());
        }
        out.println("ready port=" + local.port());
        out.flush();
    }

    private static String psql(DsqlLocal local) {
        StringBuilder line = new StringBuilder();
        String token = local.token(DsqlLocal.ADMIN);
        if (!token.isEmpty()) {
            line.append("PGPASSWORD='").append(token).append("' ");
        }
        line.append("psql \"host=").append(local.host());
        line.append(" port=").append(local.port());
        line.append(" dbname=").append(DsqlLocal.DATABASE);
        line.append(" user=").append(DsqlLocal.ADMIN);
        if (local.wantsTls()) {
            line.append(" sslmode=verify-full sslrootcert='");
            line.append(local.certificate()).append('\'');
        } else {
            line.append(" sslmode=disable");
        }
        return line.append('"').toString();
    }
}
