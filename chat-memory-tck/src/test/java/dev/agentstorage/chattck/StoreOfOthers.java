package dev.agentstorage.chattck;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.langchain4j.community.store.embedding.yugabytedb.YugabyteDBEngine;
import dev.langchain4j.community.store.memory.chat.yugabytedb.YugabyteDBChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.ai.chat.memory.InMemoryChatMemoryRepository;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepository;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Stores of other projects. Each is measured once in a JVM. */
enum StoreOfOthers {
    LANGCHAIN4J_IN_MEMORY,
    LANGCHAIN4J_YUGABYTEDB,
    SPRING_AI_IN_MEMORY,
    SPRING_AI_JDBC_H2,
    SPRING_AI_JDBC_POSTGRESQL;

    private static final Path REPORTS = Path.of("target", "chat-memory");
    private static final Pattern VERSION = Pattern.compile("-(\\d[^/]*)\\.jar$");
    private static final Map<StoreOfOthers, Report> MEASURED = new ConcurrentHashMap<>();

    /** The report, which is also left in {@code target/chat-memory}. */
    Report report() {
        return MEASURED.computeIfAbsent(this, store -> {
            Report report = store.measure();
            try {
                Files.createDirectories(REPORTS);
                Files.writeString(REPORTS.resolve(store + ".md"), report.markdown());
                Files.writeString(REPORTS.resolve(store + ".json"), report.json());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return report;
        });
    }

    private Report measure() {
        return switch (this) {
            case LANGCHAIN4J_IN_MEMORY ->
                ChatMemoryKit.measure(LangChain4jSubjects.store(
                        "LangChain4j %s InMemoryChatMemoryStore".formatted(version(InMemoryChatMemoryStore.class)),
                        new InMemoryChatMemoryStore()));
            case LANGCHAIN4J_YUGABYTEDB -> onPostgres(StoreOfOthers::yugabyteDb);
            case SPRING_AI_IN_MEMORY ->
                ChatMemoryKit.measure(SpringAiSubjects.repository(
                        "Spring AI %s InMemoryChatMemoryRepository"
                                .formatted(version(InMemoryChatMemoryRepository.class)),
                        new InMemoryChatMemoryRepository()));
            case SPRING_AI_JDBC_H2 ->
                onDatabase(
                        "jdbc:h2:mem:chat;DB_CLOSE_DELAY=-1",
                        (pool, server) -> springAiJdbc(pool, "h2", "H2 " + server.replaceAll(" .*", "")));
            case SPRING_AI_JDBC_POSTGRESQL ->
                onPostgres((pool, server) -> springAiJdbc(pool, "postgresql", "PostgreSQL " + server));
        };
    }

    private static Report yugabyteDb(DataSource pool, String server) {
        StatementCounter counter = new StatementCounter();
        YugabyteDBChatMemoryStore store = YugabyteDBChatMemoryStore.builder()
                .engine(YugabyteDBEngine.from(counter.watch(pool)))
                .build();
        String name = "LangChain4j Community %s YugabyteDBChatMemoryStore on PostgreSQL %s"
                .formatted(version(YugabyteDBChatMemoryStore.class), server);
        return ChatMemoryKit.measure(LangChain4jSubjects.store(name, store).countedBy(counter));
    }

    private static Report springAiJdbc(DataSource pool, String script, String server) {
        new ResourceDatabasePopulator(
                        new ClassPathResource("schema-" + script + ".sql", JdbcChatMemoryRepository.class))
                .execute(pool);
        StatementCounter counter = new StatementCounter();
        JdbcChatMemoryRepository repository = JdbcChatMemoryRepository.builder()
                .dataSource(counter.watch(pool))
                .build();
        String name = "Spring AI %s JdbcChatMemoryRepository on %s"
                .formatted(version(JdbcChatMemoryRepository.class), server);
        return ChatMemoryKit.measure(
                SpringAiSubjects.repository(name, repository).countedBy(counter));
    }

    @FunctionalInterface
    private interface OnDatabase {
        Report measure(DataSource pool, String serverVersion);
    }

    private static Report onPostgres(OnDatabase measurement) {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            return onDatabase(server.jdbcUrl("postgres"), measurement);
        }
    }

    private static Report onDatabase(String url, OnDatabase measurement) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            return measurement.measure(pool, serverVersion(pool));
        }
    }

    private static String serverVersion(DataSource pool) {
        try (Connection connection = pool.getConnection()) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From the name of the jar. */
    private static String version(Class<?> type) {
        String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        Matcher version = VERSION.matcher(jar);
        if (!version.find()) {
            throw new IllegalStateException("no version in " + jar);
        }
        return version.group(1);
    }
}
