package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.index.IndexSpec;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The typed front door of the backend. */
class DsqlStorageTest {
    /** A setter that is missing would send callers back to texts. */
    @Test
    void everyOptionHasASetterOfItsNameAndType() {
        Stream<String> setters = Arrays.stream(DsqlStorage.Builder.class.getMethods())
                .filter(method ->
                        method.getReturnType() == DsqlStorage.Builder.class && method.getParameterCount() == 1)
                .map(Method::getName);

        assertThat(setters)
                .containsAll(new DsqlStorageProvider()
                        .options().stream().map(Option::name).toList());
    }

    @Test
    void theBuilderMeansTheSameAsTheNames() {
        IndexSpec index = IndexSpec.builder("by_title")
                .table("mastra_threads")
                .columns("title")
                .build();
        StorageConfig typed = DsqlStorage.builder()
                .id("mine")
                .host("x.dsql.eu-central-1.on.aws")
                .poolMaximum(3)
                .batchBytes(5_000_000)
                .indexes(List.of(index))
                .config();
        StorageConfig named = StorageConfig.builder("dsql")
                .id("mine")
                .option("host", "x.dsql.eu-central-1.on.aws")
                .option("poolMaximum", "3")
                .option("batchBytes", "5000000")
                .option("indexes", "by_title on mastra_threads (title)")
                .build();

        assertThat(typed.validate(DsqlOptions.ALL).toString())
                .isEqualTo(named.validate(DsqlOptions.ALL).toString());
    }

    @Test
    void aWrongOptionIsRefusedWhenItIsOpened() {
        assertThatThrownBy(() ->
                        DsqlStorage.builder().host("a cluster").poolMaximum(0).open())
                .isInstanceOfSatisfying(InvalidRequestException.class, error -> {
                    assertThat(error.code()).isEqualTo("config-invalid");
                    assertThat(error.problems())
                            .extracting(InvalidRequestException.Problem::field)
                            .containsExactlyInAnyOrder("host", "poolMaximum");
                });
    }
}
