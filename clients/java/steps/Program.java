import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program with one client: its seven steps, and what it prints of them. */
public abstract class Program {
    public static final UUID ADA = UUID.fromString("6f1c2a34-0000-4000-8000-000000000001");
    public static final UUID BOB = UUID.fromString("6f1c2a34-0000-4000-8000-000000000002");

    /** The next statement of any connection ends its connection. */
    public static final String CUT = "SELECT dsql_local.inject('cut on statement 1')";

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    static {
        System.setOut(System.err); // what clients say is no result
    }

    private String step = "create";
    private String note = "";
    private boolean done;

    /** An action that may fail in any way. */
    public interface Action {
        void run() throws Exception;
    }

    public abstract void create() throws Exception;

    public abstract void insert() throws Exception;

    public abstract void read() throws Exception;

    /** Both transactions change the same row, and each gets a count of one changed row. */
    public abstract void update() throws Exception;

    /** One transaction commits; the other gets 40001 at its COMMIT. */
    public abstract void conflict() throws Exception;

    public abstract void reflect() throws Exception;

    /** The endpoint cuts a connection off; the client continues with another one. Cleans up, too. */
    public abstract void reconnect() throws Exception;

    /** Runs the steps and ends the process: with status 1 if one has failed. */
    public final void run(String version) {
        print("version", version);
        Map<String, Action> steps = new LinkedHashMap<>();
        steps.put("create", this::create);
        steps.put("insert", this::insert);
        steps.put("read", this::read);
        steps.put("update", this::update);
        steps.put("conflict", this::conflict);
        steps.put("reflect", this::reflect);
        steps.put("reconnect", this::reconnect);
        boolean failed = false;
        for (Map.Entry<String, Action> entry : steps.entrySet()) {
            step = entry.getKey();
            note = "";
            done = true;
            Throwable error = attempt(entry.getValue());
            if (error == null && done) {
                print(step, "ok", note);
            } else if (error != null) {
                failed = true;
                print(step, "failed", sqlState(error) + " " + error);
                error.printStackTrace();
            }
        }
        System.exit(failed ? 1 : 0);
    }

    /** What the table says about this step. */
    protected final void note(String text) {
        note = text;
    }

    /** Says that the service refuses this step in every form that the client has. */
    protected final void notDone() {
        done = false;
    }

    /** Runs what the service refuses; SQLSTATE and text must be those that are expected. */
    protected final void refused(String what, String state, String words, Action action) {
        Exception error = failure(action);
        boolean expected = causes(error).stream()
                .anyMatch(cause -> state.equals(stateOf(cause))
                        && String.valueOf(cause.getMessage()).contains(words));
        if (!expected) {
            throw new IllegalStateException(what + " had to be refused with " + state + " " + words, error);
        }
        print(step, "refused", what + ": " + state + " " + words);
    }

    /** The error of an action that must fail. */
    public static Exception failure(Action action) {
        Throwable error = attempt(action);
        if (error instanceof Exception) {
            return (Exception) error;
        }
        throw new AssertionError("succeeded, and had to fail", error);
    }

    /** Repeats a read that may still meet the connection that was cut, three times at most. */
    public static <T> T recovered(Callable<T> read) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return read.call();
            } catch (Exception e) {
                if (attempt == 3) {
                    throw e;
                }
            }
        }
    }

    /** Runs an action that meets the cut, or whose pool meets it when it tests a connection before it hands it out. */
    protected static void meetCut(Action action) throws SQLException {
        attempt(action);
        try (Connection connection = DriverManager.getConnection(url(), login());
                Statement statement = connection.createStatement();
                ResultSet faults = statement.executeQuery("SELECT * FROM dsql_local.faults()")) {
            int listed = 0; // those of earlier programs, too
            for (; faults.next(); listed++) {
                expect(faults.getInt("fired"), 1);
            }
            expect(listed > 0, true);
        }
    }

    public static void expect(Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError("expected " + expected + ", got " + actual);
        }
    }

    /** The SQLSTATE in an error or in what it was made from; empty if there is none. */
    protected final String sqlState(Throwable error) {
        return causes(error).stream()
                .map(this::stateOf)
                .filter(state -> !state.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The SQLSTATE in this error itself; empty if there is none. Clients without JDBC have other errors. */
    protected String stateOf(Throwable error) {
        return error instanceof SQLException ? String.valueOf(((SQLException) error).getSQLState()) : "";
    }

    public static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    /** The URL for pgjdbc, without the login. */
    public static String url() {
        return "jdbc:postgresql://" + variable("PGHOST") + ":" + variable("PGPORT") + "/" + variable("PGDATABASE")
                + "?sslmode=verify-full&sslrootcert=" + variable("PGSSLROOTCERT");
    }

    public static Properties login() {
        Properties properties = new Properties();
        properties.setProperty("user", variable("PGUSER"));
        properties.setProperty("password", variable("PGPASSWORD"));
        return properties;
    }

    /** The version of a library, as the name of its file in the class path says it. */
    public static String version(String artifact) {
        Matcher matcher = Pattern.compile("[/\\\\]" + Pattern.quote(artifact) + "-([0-9][^/\\\\]*)\\.jar")
                .matcher(System.getProperty("java.class.path"));
        if (!matcher.find()) {
            throw new IllegalStateException("not in the class path: " + artifact);
        }
        return matcher.group(1);
    }

    private static Throwable attempt(Action action) {
        try {
            action.run();
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }

    private static List<Throwable> causes(Throwable error) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = error; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static void print(String... columns) {
        StringBuilder line = new StringBuilder();
        for (String column : columns) {
            line.append(line.length() == 0 ? "" : "\t")
                    .append(column.replaceAll("\\s+", " ").strip());
        }
        OUT.println(line);
    }
}
