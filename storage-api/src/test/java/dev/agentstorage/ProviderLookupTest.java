package dev.agentstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found on a class path, and what is said when it is not what was asked for. */
class ProviderLookupTest {
    /** A provider that works. */
    public static final class Working extends TestProvider {
        /** Made by the service loader. */
        public Working() {
            named("working");
        }
    }

    /** Another provider of the same name. */
    public static final class Twin extends TestProvider {
        /** Made by the service loader. */
        public Twin() {
            named("working");
        }
    }

    /** A provider of another name. */
    public static final class Other extends TestProvider {
        /** Made by the service loader. */
        public Other() {
            named("other");
        }
    }

    /** A provider that cannot be made. */
    public static final class Failing extends TestProvider {
        /** Fails. */
        public Failing() {
            throw new IllegalStateException("no driver here");
        }
    }

    @TempDir
    private Path folder;

    private <T> T on(List<?> services, Supplier<T> work) {
        Path file = folder.resolve("META-INF/services/" + StorageProvider.class.getName());
        try {
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    services.stream()
                            .map(service -> service instanceof Class<?> type ? type.getName() : service.toString())
                            .toList());
            URL[] urls = {folder.toUri().toURL()};
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            try (URLClassLoader loader = new URLClassLoader(urls, before)) {
                thread.setContextClassLoader(loader);
                return work.get();
            } finally {
                thread.setContextClassLoader(before);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private InvalidRequestException refused(List<?> services, String name) {
        return on(services, () -> refused(() -> Storages.require(name)));
    }

    private static InvalidRequestException refused(ThrowingCallable call) {
        InvalidRequestException[] caught = new InvalidRequestException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidRequestException.class, e -> caught[0] = e);
        return caught[0];
    }

    @Test
    void aProviderIsFoundByItsName() {
        assertThat(on(List.of(Other.class, Working.class), () -> Storages.require("working")))
                .isInstanceOf(Working.class);
        assertThat(on(List.of(Working.class), () -> Storages.open("working").backend()))
                .isEqualTo("working");
        assertThat(on(List.of(Working.class, Other.class), Storages::providers))
                .extracting(StorageProvider::name)
                .containsExactly("other", "working");
    }

    @Test
    void anUnknownNameListsTheProvidersAndASuggestion() {
        InvalidRequestException error = refused(List.of(Other.class, Working.class), "wroking");

        assertThat(error.code()).isEqualTo("provider-unknown");
        assertThat(error.details()).containsEntry("name", "wroking").containsEntry("suggestion", "working");
        assertThat((List<?>) error.details().get("found"))
                .hasSize(2)
                .allSatisfy(
                        found -> assertThat(found.toString()).matches("(other|working) \\(file:.*test-classes/\\)"));
    }

    @Test
    void anEmptyClassPathIsASeparateError() {
        InvalidRequestException error = refused(List.of(), "working");

        assertThat(error.code()).isEqualTo("provider-missing");
        assertThat(error.details()).containsEntry("found", List.of());
    }

    @Test
    void twoProvidersOfOneNameAreRefused() {
        InvalidRequestException error = refused(List.of(Working.class, Twin.class, Other.class), "working");

        assertThat(error.code()).isEqualTo("provider-duplicate");
        assertThat((List<?>) error.details().get("found")).hasSize(3);
        assertThat(on(List.of(Working.class, Twin.class, Other.class), () -> Storages.require("other")))
                .isInstanceOf(Other.class);
    }

    @Test
    void aBrokenProviderDoesNotHideTheOthers() {
        List<Object> services = List.of(Failing.class, "no.such.Provider", String.class, Working.class);

        assertThat(on(services, () -> Storages.require("working"))).isInstanceOf(Working.class);
        assertThat(on(services, Storages::providers)).hasSize(1);
    }

    @Test
    void brokenProvidersAreReportedWhereTheyMayBeTheReason() {
        InvalidRequestException error = refused(List.of(Failing.class, "no.such.Provider", Working.class), "failing");

        assertThat(error.code()).isEqualTo("provider-unknown");
        assertThat((List<?>) error.details().get("broken"))
                .hasSize(2)
                .anySatisfy(broken -> assertThat(broken.toString()).contains("Failing"))
                .anySatisfy(broken -> assertThat(broken.toString()).contains("no.such.Provider"));
        assertThat(error.getSuppressed()).hasSize(2);
        assertThat(refused(List.of(Failing.class), "failing").code()).isEqualTo("provider-missing");
    }

    @Test
    void aServiceFileThatIsNoServiceFileIsReported() {
        InvalidRequestException error = refused(List.of("this is no class name"), "working");

        assertThat(error.code()).isEqualTo("provider-missing");
        assertThat((List<?>) error.details().get("broken")).hasSize(1);
    }

    @Test
    void aProviderOfAnotherSpiIsRefused() {
        TestProvider newer = new TestProvider();
        newer.version = new SpiVersion(SpiVersion.CURRENT.major(), SpiVersion.CURRENT.minor() + 1);
        TestProvider foreign = new TestProvider();
        foreign.version = new SpiVersion(SpiVersion.CURRENT.major() + 1, 0);

        for (TestProvider provider : List.of(newer, foreign)) {
            InvalidRequestException error = refused(() -> Storages.open(provider, StorageConfig.of("test")));
            assertThat(error.code()).isEqualTo("provider-version");
            assertThat(error.details())
                    .containsEntry("provider", provider.version.toString())
                    .containsEntry("supported", SpiVersion.CURRENT.toString());
        }
        assertThat(new SpiVersion(2, 3).accepts(new SpiVersion(2, 1))).isTrue();
        assertThat(new SpiVersion(2, 3).accepts(new SpiVersion(1, 3))).isFalse();
    }

    @Test
    void aFeatureWithoutWhatItImpliesIsRefused() {
        TestProvider provider = new TestProvider().with(Feature.INDEX_STATISTICS);

        assertThat(refused(() -> Storages.open(provider, StorageConfig.of("test")))
                        .code())
                .isEqualTo("provider-inconsistent");
    }

    @Test
    void aConfigurationOfAnotherBackendIsRefused() {
        assertThat(refused(() -> Storages.open(new TestProvider(), StorageConfig.of("other")))
                        .code())
                .isEqualTo("config-of-another-backend");
    }

    @Test
    void theConfigurationIsValidatedBeforeTheProviderSeesIt() {
        TestProvider provider = new TestProvider();
        provider.options = List.of(Option.string("host").asRequired());

        assertThat(refused(() -> Storages.open(provider, StorageConfig.of("test")))
                        .problems())
                .extracting(InvalidRequestException.Problem::field)
                .containsExactly("host");
        assertThat(Storages.open(provider, StorageConfig.fromMap(Map.of("backend", "test", "id", "mine", "host", "h")))
                        .id())
                .isEqualTo("mine");
    }
}
