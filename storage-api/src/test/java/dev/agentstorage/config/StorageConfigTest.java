package dev.agentstorage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageConfigTest {
    private static final Option<String> HOST =
            Option.string("host").asRequired().describedAs("where the database is");
    private static final Option<Integer> POOL =
            Option.integer("maxPoolSize").withDefault(10).accepting("be at least 1", size -> size >= 1);
    private static final Option<String> PASSWORD = Option.string("pass-word").asSecret();
    private static final Option<Duration> WAIT = Option.duration("wait");
    private static final Option<StringBuilder> BUFFER = Option.object("buffer", StringBuilder.class);
    private static final List<Option<?>> OPTIONS = List.of(HOST, POOL, PASSWORD, WAIT, BUFFER);

    private static InvalidRequestException refused(ThrowingCallable call) {
        InvalidRequestException[] caught = new InvalidRequestException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidRequestException.class, e -> caught[0] = e);
        return caught[0];
    }

    private static void assertSame(StorageConfig config) {
        StorageConfig valid = config.validate(OPTIONS);
        assertThat(valid.backend()).isEqualTo("b");
        assertThat(valid.id()).isEqualTo("main");
        assertThat(valid.autoInit()).isFalse();
        assertThat(valid.get(HOST)).isEqualTo("db.example");
        assertThat(valid.get(POOL)).isEqualTo(3);
        assertThat(valid.get(PASSWORD)).isEqualTo("hunter2");
        assertThat(valid.find(WAIT)).isEmpty();
    }

    @Test
    void builderMapFileAndEnvironmentMeanTheSame(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("storage.properties"),
                "backend = b\nid = main\nautoInit = false\nhost = db.example\nmaxPoolSize = 3\npass-word = hunter2\n");

        assertSame(StorageConfig.builder("b")
                .id("main")
                .autoInit(false)
                .set(HOST, "db.example")
                .option("maxPoolSize", "3")
                .set(PASSWORD, "hunter2")
                .build());
        assertSame(StorageConfig.fromMap(Map.of(
                "backend",
                "b",
                "id",
                "main",
                "autoInit",
                false,
                "host",
                "db.example",
                "maxPoolSize",
                3,
                "pass-word",
                "hunter2")));
        assertSame(StorageConfig.fromProperties(file));
        assertSame(StorageConfig.fromEnvironment(
                Map.of(
                        "AGENT_STORAGE_BACKEND", "b",
                        "AGENT_STORAGE_ID", "main",
                        "AGENT_STORAGE_AUTO_INIT", "false",
                        "AGENT_STORAGE_HOST", "db.example",
                        "AGENT_STORAGE_MAX_POOL_SIZE", "3",
                        "AGENT_STORAGE_PASS_WORD", "hunter2",
                        "HOME", "/nowhere"),
                StorageConfig.ENVIRONMENT_PREFIX));
    }

    @Test
    void aPropertiesFileIsReadAsUtf8(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("u.properties"), "backend=b\nhost=zürich😀\n");

        assertThat(StorageConfig.fromProperties(file).get(HOST)).isEqualTo("zürich😀");
    }

    @Test
    void anUnreadableFileIsRefused(@TempDir Path folder) throws IOException {
        assertThat(refused(() -> StorageConfig.fromProperties(folder.resolve("none")))
                        .code())
                .isEqualTo("config-unreadable");
        Path malformed = Files.writeString(folder.resolve("m.properties"), "backend=\\u12\n");
        assertThat(refused(() -> StorageConfig.fromProperties(malformed)).code())
                .isEqualTo("config-unreadable");
    }

    @Test
    void idIsTheBackendsNameAndInitialisationIsAutomaticByDefault() {
        StorageConfig config = StorageConfig.of("b");

        assertThat(config.id()).isEqualTo("b");
        assertThat(config.autoInit()).isTrue();
    }

    @Test
    void blankBackendAndBlankIdAreRefusedTogether() {
        InvalidRequestException error =
                refused(() -> StorageConfig.builder(" ").id("").build());

        assertThat(error.problems()).extracting(Problem::field).containsExactly("backend", "id");
    }

    @Test
    void aMissingBackendIsNamedAsItIsSpelledThere() {
        assertThat(refused(() -> StorageConfig.fromMap(Map.of("host", "x"))).problems())
                .extracting(Problem::field)
                .containsExactly("backend");
        assertThat(refused(() -> StorageConfig.fromEnvironment(Map.of(), "AGENT_STORAGE_"))
                        .problems())
                .extracting(Problem::field)
                .containsExactly("BACKEND");
    }

    @Test
    void allProblemsAreReportedTogether() {
        StorageConfig config = StorageConfig.fromMap(
                Map.of("backend", "b", "maxPoolsize", "3", "maxPoolSize", "0", "wait", "soon", "buffer", "text"));

        InvalidRequestException error = refused(() -> config.validate(OPTIONS));

        assertThat(error.code()).isEqualTo("config-invalid");
        assertThat(error.problems())
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("maxPoolsize", "maxPoolSize", "wait", "buffer", "host");
    }

    @Test
    void anUnknownOptionComesWithASuggestionInItsOwnSpelling() {
        assertThat(suggestion(Map.of("maxPolSize", "3"))).isEqualTo("maxPoolSize");
        assertThat(suggestion(Map.of("hots", "x"))).isEqualTo("host");
        assertThat(suggestion(Map.of("auto-init", "true"))).isEqualTo("autoInit");
        assertThat(suggestion(Map.of("MAX_POOLSIZE", "3"))).isEqualTo("MAX_POOL_SIZE");
        assertThat(suggestion(Map.of("colour", "red"))).isNull();
    }

    private static @org.jspecify.annotations.Nullable String suggestion(Map<String, String> wrong) {
        Map<String, Object> map = new HashMap<>(wrong);
        map.put("backend", "b");
        map.put("host", "h");
        StorageConfig config = StorageConfig.fromMap(map);
        return refused(() -> config.validate(OPTIONS)).problems().get(0).suggestion();
    }

    @Test
    void aRequirementThatIsNotMetIsSaid() {
        StorageConfig config =
                StorageConfig.builder("b").set(HOST, "h").set(POOL, 0).build();

        assertThat(refused(() -> config.validate(OPTIONS)).problems())
                .containsExactly(new Problem("maxPoolSize", "must be at least 1, not \"0\"", null));
    }

    @Test
    void defaultsReplaceMissingValues() {
        StorageConfig config = StorageConfig.builder("b").set(HOST, "h").build().validate(OPTIONS);

        assertThat(config.get(POOL)).isEqualTo(10);
        assertThat(refused(() -> config.get(WAIT)).code()).isEqualTo("option-unset");
    }

    @Test
    void aDefaultIsNotGiven() {
        StorageConfig given = StorageConfig.builder("b").set(HOST, "h").build();
        StorageConfig environment = StorageConfig.fromEnvironment(Map.of("T_BACKEND", "b", "T_HOST", "h"), "T_");

        for (StorageConfig config :
                List.of(given, given.validate(OPTIONS), environment, environment.validate(OPTIONS))) {
            assertThat(config.isGiven(HOST)).isTrue();
            assertThat(config.isGiven(POOL)).isFalse();
        }
    }

    @Test
    void secretsAreInNoTextAndNoError() {
        Option<Integer> pin = Option.integer("pin").asSecret().accepting("be of four digits", value -> {
            throw new IllegalArgumentException("bad pin " + value);
        });
        StringBuilder buffer = new StringBuilder("jdbc:x?password=hunter2");
        StorageConfig given = StorageConfig.builder("b")
                .set(HOST, "h")
                .set(PASSWORD, "hunter2")
                .set(BUFFER, buffer)
                .build();
        List<InvalidRequestException> errors = new ArrayList<>();
        for (Object wrong : new Object[] {"hunter2", 12}) {
            StorageConfig config = StorageConfig.fromMap(Map.of("backend", "b", "pin", wrong));
            errors.add(refused(() -> config.validate(List.of(pin))));
        }
        StorageConfig unknown = StorageConfig.fromMap(Map.of("backend", "b", "passwrod", "hunter2", "host", "h"));
        errors.add(refused(() -> unknown.validate(OPTIONS)));

        assertThat(given.toString()).doesNotContain("hunter2").contains("pass-word");
        assertThat(given.validate(OPTIONS).toString())
                .doesNotContain("hunter2")
                .contains("pass-word=<secret>", "host=h", "buffer=<java.lang.StringBuilder>");
        assertThat(errors).allSatisfy(error -> {
            assertThat(error.toString()).doesNotContain("hunter2").doesNotContain("12");
            assertThat(error).hasNoCause();
        });
        assertThat(PASSWORD.toString()).isEqualTo("pass-word (string)");
    }

    @Test
    void oneOptionUnderTwoSpellingsIsRefused() {
        StorageConfig config =
                StorageConfig.fromMap(Map.of("backend", "b", "host", "h", "maxPoolSize", 1, "MAX_POOL_SIZE", 2));

        assertThat(refused(() -> config.validate(OPTIONS)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("twice"));
    }

    @Test
    void nullsAreRefused() {
        Map<String, Object> map = new HashMap<>();
        map.put("backend", "b");
        map.put("host", null);

        assertThat(refused(() -> StorageConfig.fromMap(map)).problems())
                .extracting(Problem::field)
                .containsExactly("host");
    }

    @Test
    void namesOfOptionsAreChecked() {
        for (String name : List.of("", "Host", "1x", "a b", "id", "backend", "autoInit", "auto-init", "a..b")) {
            assertThatThrownBy(() -> Option.string(name)).as(name).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Option.string("maxPoolSize").environmentName()).isEqualTo("MAX_POOL_SIZE");
        assertThat(Option.string("max-pool.size2").environmentName()).isEqualTo("MAX_POOL_SIZE2");
    }

    @Test
    void twoOptionsOfOneNameAreTheProvidersMistake() {
        List<Option<?>> options = List.of(Option.string("maxSize"), Option.string("max-size"));

        assertThat(refused(() -> StorageConfig.of("b").validate(options)).code())
                .isEqualTo("provider-inconsistent");
    }

    @Test
    void anOptionDescribesItself() {
        assertThat(HOST.isRequired()).isTrue();
        assertThat(HOST.description()).isEqualTo("where the database is");
        assertThat(POOL.defaultValue()).contains(10);
        assertThat(POOL.requirement()).isEqualTo("be at least 1");
        assertThat(PASSWORD.isSecret()).isTrue();
        assertThat(POOL.asRequired().defaultValue()).isEmpty();
    }
}
