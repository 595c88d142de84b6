import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;

/** Hibernate: entities that make and validate their tables, and two sessions. */
public final class HibernateClient extends Program {
    private SessionFactory sessions;
    private Exception lost;

    public static void main(String[] arguments) {
        new HibernateClient().run(version("hibernate-core") + " on pgjdbc " + version("postgresql"));
    }

    private static SessionFactory open(String schema, Class<?> entity) {
        return open(schema, true, entity);
    }

    private static SessionFactory open(String schema, boolean halt, Class<?> entity) {
        return new Configuration()
                .setProperty(AvailableSettings.JAKARTA_JDBC_URL, url())
                .setProperty(AvailableSettings.JAKARTA_JDBC_USER, variable("PGUSER"))
                .setProperty(AvailableSettings.JAKARTA_JDBC_PASSWORD, variable("PGPASSWORD"))
                .setProperty(AvailableSettings.POOL_SIZE, "3")
                .setProperty(AvailableSettings.HBM2DDL_AUTO, schema)
                .setProperty(AvailableSettings.HBM2DDL_HALT_ON_ERROR, String.valueOf(halt))
                .addAnnotatedClass(entity)
                .buildSessionFactory();
    }

    @Override
    public void create() {
        refused(
                "GenerationType.IDENTITY",
                "0A000",
                "identity column is not supported without an explicit cache size",
                () -> open("update", Numbered.class));
        refused(
                "GenerationType.SEQUENCE",
                "0A000",
                "CREATE SEQUENCE is not supported without an explicit cache size",
                () -> open("update", Sequenced.class));
        refused(
                "hbm2ddl.auto=create, which sets client_min_messages before it drops tables; without halt_on_error it is only logged",
                "0A000",
                "setting configuration parameter \"client_min_messages\" not supported",
                () -> open("create", Account.class));
        open("create", false, Account.class).close();
        sessions = open("update", Account.class);
    }

    @Override
    public void insert() {
        sessions.inTransaction(session -> {
            Account ada = new Account(ADA, "Ada", 100);
            ada.opened = Instant.parse("2026-01-02T03:04:05Z");
            ada.details = Map.of("kind", "a");
            session.persist(ada);
            session.persist(new Account(BOB, "Bob", 200));
        });
    }

    @Override
    public void read() {
        sessions.inTransaction(session -> {
            Account ada = session.createQuery("from Account where owner in :owners", Account.class)
                    .setParameter("owners", List.of("Ada", "Eve"))
                    .getSingleResult();
            expect(List.of(ada.id, ada.cents, ada.opened), List.of(ADA, 100L, Instant.parse("2026-01-02T03:04:05Z")));
            expect(ada.details, Map.of("kind", "a"));
        });
        expect(count(), 2L);
    }

    private long count() {
        return sessions.fromTransaction(session ->
                session.createQuery("select count(*) from Account", Long.class).getSingleResult());
    }

    @Override
    public void update() {
        lost = failure(() -> sessions.inTransaction(first -> {
            first.find(Account.class, ADA).cents += 10;
            first.flush(); // checks that one row was changed
            sessions.inTransaction(second -> {
                second.find(Account.class, ADA).cents += 1;
                second.flush();
            });
        }));
    }

    @Override
    public void conflict() {
        expect(sqlState(lost), "40001");
        expect(sessions.fromTransaction(session -> session.find(Account.class, ADA).cents), 101L);
    }

    @Override
    public void reflect() {
        open("validate", Account.class).close();
        expect(failure(() -> open("validate", Numbered.class)).getMessage().contains("missing table"), true);
    }

    @Override
    public void reconnect() throws SQLException {
        sessions.inSession(
                session -> session.createNativeQuery(CUT, String.class).getSingleResult());
        meetCut(this::count);
        expect(count(), 2L);
        // the second one was created before its sequence was refused
        for (String table : List.of("hibernate_account", "hibernate_sequenced")) {
            sessions.inTransaction(session ->
                    session.createNativeMutationQuery("DROP TABLE " + table).executeUpdate());
        }
        sessions.close();
    }
}
