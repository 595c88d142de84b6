package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.Option;
import dev.agentstorage.config.Option.Kind;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.tck.rule.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a backend is found and configured (rules {@code CFG-02} to {@code CFG-09}). */
public abstract class ConfigurationContract extends CoreContract {
    /** Made by the kit. */
    protected ConfigurationContract() {}

    private List<Option<?>> options() {
        return provider().options();
    }

    /** The configuration of the run opens a storage. If this fails, look at {@code config()} of the conformance test. */
    @Rule(
            id = "CFG-02",
            cases = {"X01", "X03", "X20"})
    void configurationOfTheRunIsAccepted() {
        StorageConfig valid = config().validate(options());
        assertThat(valid.backend()).isEqualTo(provider().name());
        try (Storage another = Storages.open(provider(), config())) {
            assertThat(another.backend()).isEqualTo(provider().name());
        }
    }

    /** A configuration means the same in every source. If this fails, look at the names of the options. */
    @Rule(id = "CFG-02")
    void environmentAndMapMeanTheSame() {
        for (Option<?> option : options()) {
            if (option.kind() == Kind.INTEGER && option.requirement().isEmpty()) {
                StorageConfig map = StorageConfig.fromMap(
                        Map.of("backend", provider().name(), "id", "main", "autoInit", "false", option.name(), "7"));
                StorageConfig environment = StorageConfig.fromEnvironment(
                        Map.of(
                                "T_BACKEND",
                                provider().name(),
                                "T_ID",
                                "main",
                                "T_AUTO_INIT",
                                "false",
                                "T_" + option.environmentName(),
                                "7"),
                        "T_");
                assertThat(environment.find(option)).isEqualTo(map.find(option));
            }
        }
        StorageConfig environment =
                StorageConfig.fromEnvironment(Map.of("T_BACKEND", provider().name()), "T_");
        assertThat(environment.backend()).isEqualTo(provider().name());
        assertThat(environment.autoInit()).isTrue();
    }

    /** Options are declared with the information that users need. If this fails, look at {@code options()} of the provider. */
    @Rule(id = "CFG-03")
    void optionsAreDescribedAndDistinct() {
        assertThat(options()).extracting(Option::environmentName).doesNotHaveDuplicates();
        assertThat(options())
                .allSatisfy(option -> assertThat(option.description())
                        .as("description of %s", option.name())
                        .isNotBlank());
    }

    /** A default is a value that would be accepted. If this fails, look at the requirement of the option. */
    @Rule(id = "CFG-03")
    void defaultsAreAccepted() {
        for (Option<?> option : options()) {
            Optional<?> value = option.defaultValue();
            value.ifPresent(given -> {
                StorageConfig config =
                        StorageConfig.fromMap(Map.of("backend", provider().name(), option.name(), given));
                assertThat(config.find(option).equals(value)).as(option.name()).isTrue();
            });
        }
    }

    /**
     * All problems are reported together, with suggestions. If this fails, the provider performs checks that belong in the declarations of the
     * options.
     */
    @Rule(
            id = "CFG-04",
            cases = {"X21"})
    void allProblemsAreReportedTogether() {
        StorageConfig wrong = StorageConfig.fromMap(
                Map.of("backend", provider().name(), "noSuchOption", "1", "norSuchAnOption", "2", "auto-init", "x"));
        InvalidRequestException error = thrown(InvalidRequestException.class, () -> Storages.open(provider(), wrong));
        assertThat(error.code()).isEqualTo("config-invalid");
        assertThat(error.problems())
                .extracting(Problem::field)
                .contains("noSuchOption", "norSuchAnOption", "auto-init")
                .containsAll(options().stream()
                        .filter(Option::isRequired)
                        .map(Option::name)
                        .toList());
        assertThat(error.problems())
                .filteredOn(problem -> problem.field().equals("auto-init"))
                .extracting(Problem::suggestion)
                .containsExactly("autoInit");
    }

    /** The id is the backend's name unless one is given, and never blank. If this fails, the storage was not opened by Storages. */
    @Rule(
            id = "CFG-05",
            cases = {"X01"})
    void idIsTheBackendsNameUnlessGiven() {
        assertThat(StorageConfig.of(provider().name()).id())
                .isEqualTo(provider().name());
        assertThat(storage().id()).isEqualTo(config().id());
        InvalidRequestException error = thrown(
                InvalidRequestException.class,
                () -> StorageConfig.builder(provider().name()).id(" ").build());
        assertThat(error.problems()).extracting(Problem::field).containsExactly("id");
    }

    /** The values of secret options are never shown. If this fails, declare the option with asSecret(). */
    @Rule(id = "CFG-06")
    void secretsAreNotShown() {
        for (Option<?> option : options()) {
            if (option.isSecret()) {
                StorageConfig config = StorageConfig.fromMap(
                        Map.of("backend", provider().name(), option.name(), "tell-nobody", "noSuchOption", "1"));
                InvalidRequestException error =
                        thrown(InvalidRequestException.class, () -> Storages.open(provider(), config));
                assertThat(error.toString()).doesNotContain("tell-nobody");
                assertThat(config.toString()).doesNotContain("tell-nobody");
            }
        }
        assertThat(options())
                .filteredOn(option -> option.name().matches("(?i).*(password|secret|token).*"))
                .filteredOn(option -> option.kind() == Kind.STRING)
                .allSatisfy(option ->
                        assertThat(option.isSecret()).as(option.name()).isTrue());
    }

    /** Opening and closing a storage without using it does not access the backend. If this fails, move work into init. */
    @Rule(id = "CFG-07")
    void openingIsHarmless() {
        for (int i = 0; i < 50; i++) {
            Storages.open(provider(), config()).close();
        }
        reads(storage()).forEach(Runnable::run);
    }

    /** The provider is found by its name. If this fails, look at META-INF/services and at its public constructor. */
    @Rule(id = "CFG-08")
    void providerIsFoundByItsName() {
        assertThat(Storages.require(provider().name())).isInstanceOf(provider().getClass());
        assertThat(Storages.providers())
                .extracting(one -> one.name())
                .contains(provider().name());
    }

    /** The error of an unknown name lists the providers. If this fails, two providers on the class path may have one name. */
    @Rule(id = "CFG-08")
    void unknownNameListsTheProvidersFound() {
        InvalidRequestException error = thrown(
                InvalidRequestException.class, () -> Storages.require(provider().name() + "x"));
        assertThat(error.code()).isEqualTo("provider-unknown");
        assertThat(error.details()).containsEntry("suggestion", provider().name());
        assertThat((List<?>) error.details().get("found"))
                .anySatisfy(found -> assertThat(found.toString())
                        .startsWith(provider().name() + " (")
                        .contains("file:"));
    }

    /** The provider was built for this SPI. If this fails, build it against the version of storage-api that it runs with. */
    @Rule(id = "CFG-09")
    void providerFitsTheSpi() {
        assertThat(SpiVersion.CURRENT.accepts(provider().spiVersion())).isTrue();
    }
}
