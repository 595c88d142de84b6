import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the driver reports about the database. */
final class MetaData {
    /** What the driver itself doesn't do on any database. */
    private static final Set<String> NOT_IN_THE_DRIVER =
            Set.of("getAttributes", "getPseudoColumns", "getRowIdLifetime", "getSuperTables", "getSuperTypes");

    private MetaData() {}

    /** Calls each method with several arguments and reads its answer to the end. */
    static void callEverything(DatabaseMetaData data) throws Exception {
        Method[] methods = DatabaseMetaData.class.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::toString));
        Set<String> refused = new TreeSet<>();
        for (Method method : methods) {
            for (String text : new String[] {null, "%", "", "pgjdbc_account"}) {
                try {
                    readToTheEnd(method.invoke(data, arguments(method, text)));
                } catch (InvocationTargetException e) {
                    if (!(e.getCause() instanceof SQLFeatureNotSupportedException)) {
                        throw new IllegalStateException(method + " with " + text, e.getCause());
                    }
                    refused.add(method.getName());
                }
            }
        }
        Program.expect(refused, new TreeSet<>(NOT_IN_THE_DRIVER));
    }

    private static Object[] arguments(Method method, String text) {
        return Stream.of(method.getParameterTypes())
                .map(type -> {
                    if (type == String.class) {
                        return text;
                    }
                    if (type == Class.class) {
                        return DatabaseMetaData.class;
                    }
                    return type == boolean.class ? (Object) true : type == int.class ? (Object) 1 : null;
                })
                .toArray();
    }

    private static void readToTheEnd(Object answer) throws SQLException {
        if (!(answer instanceof ResultSet)) {
            return;
        }
        try (ResultSet rows = (ResultSet) answer) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    rows.getString(i);
                }
            }
        }
    }

    /** The tables of the program, as they were made. */
    static void expectTables(DatabaseMetaData data) throws SQLException {
        Program.expect(data.getDatabaseMajorVersion(), 16);
        Program.expect(
                column(data.getTables(null, "public", "pgjdbc\\_%", null), "TABLE_NAME", "TABLE_TYPE"),
                List.of(
                        "pgjdbc_account_owner_key INDEX",
                        "pgjdbc_account_pkey INDEX",
                        "pgjdbc_entry_pkey INDEX",
                        "pgjdbc_entry_id_seq SEQUENCE",
                        "pgjdbc_account TABLE",
                        "pgjdbc_entry TABLE",
                        "pgjdbc_owner VIEW"));
        Program.expect(
                column(
                        data.getColumns(null, null, "pgjdbc_account", null),
                        "COLUMN_NAME",
                        "TYPE_NAME",
                        "COLUMN_SIZE",
                        "IS_NULLABLE"),
                List.of(
                        "id uuid 2147483647 NO",
                        "owner varchar 40 NO",
                        "cents int8 19 NO",
                        "rate numeric 8 YES",
                        "opened timestamptz 35 YES",
                        "details jsonb 2147483647 YES"));
        Program.expect(
                column(data.getColumns(null, null, "pgjdbc_entry", "id"), "COLUMN_NAME", "IS_AUTOINCREMENT"),
                List.of("id YES"));
        Program.expect(
                column(data.getPrimaryKeys(null, null, "pgjdbc_account"), "COLUMN_NAME", "PK_NAME"),
                List.of("id pgjdbc_account_pkey"));
        Program.expect(
                column(data.getImportedKeys(null, null, "pgjdbc_entry"), "PKTABLE_NAME", "PKCOLUMN_NAME"),
                List.of("pgjdbc_account id"));
        Program.expect(
                column(data.getExportedKeys(null, null, "pgjdbc_account"), "FKTABLE_NAME", "FKCOLUMN_NAME"),
                List.of("pgjdbc_entry account"));
    }

    private static List<String> column(ResultSet answer, String... names) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = answer) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (String name : names) {
                    values.add(rows.getString(name));
                }
                found.add(String.join(" ", values));
            }
        }
        return found;
    }
}
