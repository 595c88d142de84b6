package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.index.IndexCreation;
import dev.agentstorage.index.IndexInfo;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexState;
import dev.agentstorage.index.IndexStats;
import dev.agentstorage.index.IndexTable;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Indexes are created, described and dropped (rules {@code IDX-01} to {@code IDX-14}). Each test drops the indexes that it created. */
public abstract class IndexContract extends Contract {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Made by the kit. */
    protected IndexContract() {}

    /** An index is described as it was created. If this fails, look at how columns are read from the catalogue. */
    @Rule(
            id = "IDX-01",
            requires = Feature.INDEXES,
            cases = {"IX01", "IX02", "X12", "X17"})
    void createdIndexIsListedWithItsColumns() {
        IndexSpec model = twoColumns();
        String first = model.columns().get(0);
        String second = model.columns().get(1);
        with(IndexSpec.builder(name()).table(model.table()).columns(second).build(), single -> {
            assertThat(single.created()).isTrue();
            assertThat(listed(single.info())).containsExactly(second);
        });
        with(
                IndexSpec.builder(name())
                        .table(model.table())
                        .columns(first + " asc", second + "  DESC ")
                        .build(),
                composite -> {
                    assertThat(composite.created()).isTrue();
                    assertThat(composite.info().table()).isEqualTo(model.table());
                    assertThat(composite.info().unique()).isFalse();
                    assertThat(listed(composite.info())).containsExactly(first, second);
                });
    }

    /** Names follow the rule. If this fails, the call did not go through the manager. */
    @Rule(id = "IDX-02", requires = Feature.INDEXES, cases = "E09")
    void badNamesAreRefused() {
        String table = twoColumns().table();
        String column = twoColumns().columns().get(0);
        for (String bad : List.of("", " ", "1a", "a-b", "a b", "a\"b", "a;b", "é", "a\0", "a".repeat(64), "a.b")) {
            invalid(
                    "identifier-invalid",
                    () -> IndexSpec.builder(bad).table(table).columns(column).build());
            invalid(
                    "identifier-invalid",
                    () -> IndexSpec.builder(name()).table(bad).columns(column).build());
            invalid(
                    "identifier-invalid",
                    () -> IndexSpec.builder(name()).table(table).columns(bad).build());
            invalid("identifier-invalid", () -> indexes().delete(bad));
            invalid("identifier-invalid", () -> indexes().get(bad));
            invalid("identifier-invalid", () -> indexes().list(bad));
        }
        invalid(
                "identifier-invalid",
                () -> IndexSpec.builder(name())
                        .table(table)
                        .columns(column + " ASC NULLS LAST")
                        .build());
        invalid(
                "index-columns-empty",
                () -> IndexSpec.builder(name()).table(table).columns().build());
        invalid(
                "index-column-repeated",
                () -> IndexSpec.builder(name())
                        .table(table)
                        .columns(column, column + " DESC")
                        .build());
        with(
                IndexSpec.builder((name() + "_").repeat(2).substring(0, 63))
                        .table(table)
                        .columns(column)
                        .build(),
                longest -> assertThat(longest.created()).isTrue());
    }

    /** Every table can have an index. If this fails, look at the declared tables. */
    @Rule(
            id = "IDX-03",
            requires = Feature.INDEXES,
            cases = {"IX19", "OP06"})
    void everyTableCanHaveAnIndex() {
        assertThat(indexes().tables())
                .isNotEmpty()
                .extracting(IndexTable::name)
                .doesNotHaveDuplicates()
                .isSorted();
        for (IndexTable table : indexes().tables()) {
            assertThat(table.columns()).doesNotHaveDuplicates();
            assertThat(table.keys())
                    .isNotEmpty()
                    .allMatch(key -> table.columns().containsAll(key));
            String column = table.keys().get(0).get(0);
            with(
                    IndexSpec.builder(name())
                            .table(table.name())
                            .columns(column)
                            .build(),
                    creation -> assertThat(listed(creation.info())).containsExactly(column));
        }
    }

    /** An existing name is not an error. If this fails, look at the check for existence. */
    @Rule(id = "IDX-04", requires = Feature.INDEXES, cases = "IX05")
    void takenNameGivesTheIndexThatIsThere() {
        IndexSpec model = twoColumns();
        IndexSpec spec = IndexSpec.builder(name())
                .table(model.table())
                .columns(model.columns().get(0))
                .build();
        with(spec, first -> {
            IndexCreation again = indexes().ensure(spec);
            assertThat(again.created()).isFalse();
            assertThat(again.info().columns()).isEqualTo(spec.columns());
            IndexCreation other = indexes()
                    .ensure(IndexSpec.builder(spec.name())
                            .table(model.table())
                            .columns(model.columns().get(1))
                            .build());
            assertThat(other.created()).isFalse();
            assertThat(other.info().columns()).isEqualTo(spec.columns());
            assertThat(indexes().list(model.table()))
                    .extracting(IndexInfo::name)
                    .containsOnlyOnce(spec.name());
        });
    }

    /** Missing tables and columns are reported. If this fails, check the catalogue before the statement. */
    @Rule(
            id = "IDX-05",
            requires = Feature.INDEXES,
            cases = {"IX04", "OP06", "X14", "X19"})
    void missingTableAndColumnAreRefused() {
        IndexSpec model = twoColumns();
        String name = name();
        NotFoundException table = thrown(
                NotFoundException.class,
                () -> indexes()
                        .ensure(IndexSpec.builder(name)
                                .table("no_such_table")
                                .columns("id")
                                .build()));
        assertThat(table.code()).isEqualTo("table-not-found");
        invalid(
                "index-column-unknown",
                () -> indexes()
                        .ensure(IndexSpec.builder(name)
                                .table(model.table())
                                .columns(model.columns().get(0), "noSuchColumn")
                                .build()));
        invalid(
                "index-column-unknown",
                () -> indexes()
                        .ensure(IndexSpec.builder(name)
                                .table(model.table())
                                .columns(model.columns().get(0).toUpperCase(Locale.ROOT))
                                .build()));
        assertThat(indexes().list()).extracting(IndexInfo::name).doesNotContain(name);
        with(
                IndexSpec.builder(name)
                        .table(model.table())
                        .columns(model.columns().get(0))
                        .build(),
                creation -> assertThat(creation.created()).isTrue());
    }

    /** A unique index is described as unique. If this fails, look at the flag in the catalogue. */
    @Rule(
            id = "IDX-06",
            requires = Feature.INDEXES,
            cases = {"IX03", "IX12"})
    void uniqueIndexSaysThatItIs() {
        IndexTable table = indexes().tables().get(0);
        IndexSpec spec = IndexSpec.builder(name())
                .table(table.name())
                .columns(table.keys().get(0).toArray(String[]::new))
                .unique(true)
                .build();
        with(spec, creation -> {
            assertThat(creation.info().unique()).isTrue();
            assertThat(indexes().get(spec.name()).orElseThrow().info().unique()).isTrue();
            assertThat(indexes().get(spec.name()).orElseThrow().info().definition())
                    .containsIgnoringCase("UNIQUE");
            assertThat(indexes().list(table.name()))
                    .filteredOn(index -> index.name().equals(spec.name()))
                    .extracting(IndexInfo::unique)
                    .containsExactly(true);
        });
    }

    /** A unique index over duplicate rows is never valid. If this fails, look at the handling of a failed build. */
    @Rule(
            id = "IDX-07",
            requires = {Feature.UNIQUE_INDEXES, Feature.MEMORY},
            cases = "E08")
    void uniqueIndexOverEqualRowsIsNeverValid() {
        IndexSpec byResource = defaultLike("threads_resourceid_createdat");
        ConversationThread thread = ConversationThread.builder(id("resource"))
                .id(id("thread"))
                .createdAt(base())
                .build();
        memory().createThread(thread);
        memory().createThread(thread.toBuilder().id(id("thread")).build());
        String name = name();
        try {
            IndexSpec spec = IndexSpec.builder(name)
                    .table(byResource.table())
                    .columns(byResource.columns().toArray(String[]::new))
                    .unique(true)
                    .build();
            try {
                indexes().ensure(spec);
                assertThat(indexes().awaitIndexes(PATIENCE)).isTrue();
            } catch (InvalidRequestException refused) {
                assertThat(refused.code()).isEqualTo("index-duplicates");
            }
            assertThat(indexes().list(byResource.table()))
                    .filteredOn(index -> index.name().equals(name))
                    .extracting(IndexInfo::state)
                    .isSubsetOf(IndexState.INVALID);
        } finally {
            indexes().delete(name);
        }
    }

    /** Uniqueness that would not be enforced is rejected. If this fails, look for a unique index that is not enforced. */
    @Rule(id = "IDX-08", requires = Feature.INDEXES, absent = Feature.UNIQUE_INDEXES)
    void uniqueIndexWithoutAKeyIsUnsupported() {
        IndexSpec byResource = defaultLike("threads_resourceid_createdat");
        IndexSpec spec = IndexSpec.builder(name())
                .table(byResource.table())
                .columns(byResource.columns().toArray(String[]::new))
                .unique(true)
                .build();
        UnsupportedException refused =
                thrown(UnsupportedException.class, () -> indexes().ensure(spec));
        assertThat(refused.feature()).isEqualTo(Feature.UNIQUE_INDEXES.name());
        assertThat(indexes().list()).extracting(IndexInfo::name).doesNotContain(spec.name());
    }

    /** Ignored options are reported. If this fails, look at the list of options that the backend supports. */
    @Rule(
            id = "IDX-09",
            requires = Feature.INDEXES,
            cases = {"IX07", "IX08", "IX13"})
    void ignoredOptionsAreNamed() {
        IndexSpec model = twoColumns();
        IndexSpec spec = IndexSpec.builder(name())
                .table(model.table())
                .columns(model.columns().get(0))
                .method("brin")
                .concurrent(true)
                .build();
        assertThat(spec.options()).containsExactly("concurrent", "method");
        with(spec, creation -> {
            assertThat(creation.created()).isTrue();
            assertThat(creation.ignored()).doesNotHaveDuplicates().isSubsetOf(spec.options());
            boolean granted = !creation.ignored().contains("method");
            assertThat(indexes().get(spec.name()).orElseThrow().info().method().equals("brin"))
                    .isEqualTo(granted);
        });
    }

    /** An index is dropped once. If this fails, look at the check for existence. */
    @Rule(
            id = "IDX-10",
            requires = Feature.INDEXES,
            cases = {"IX09", "IX10"})
    void droppedIndexIsGone() {
        IndexSpec model = twoColumns();
        IndexSpec spec = IndexSpec.builder(name())
                .table(model.table())
                .columns(model.columns().get(0))
                .build();
        with(spec, creation -> {
            assertThat(indexes().delete(spec.name())).isTrue();
            assertThat(indexes().list()).extracting(IndexInfo::name).doesNotContain(spec.name());
            assertThat(indexes().delete(spec.name())).isFalse();
        });
        assertThat(indexes().delete(name())).isFalse();
    }

    /** Indexes are listed for all tables or one. If this fails, look at the condition of the catalogue's query. */
    @Rule(
            id = "IDX-11",
            requires = Feature.INDEXES,
            cases = {"IX06", "IX16", "IX17"})
    void indexesAreListedForAllTablesOrOne() {
        List<IndexTable> tables = indexes().tables().stream().limit(3).toList();
        List<IndexSpec> specs = tables.stream()
                .map(table -> IndexSpec.builder(name())
                        .table(table.name())
                        .columns(table.keys().get(0).get(0))
                        .build())
                .toList();
        try {
            specs.forEach(indexes()::ensure);
            assertThat(indexes().list())
                    .extracting(IndexInfo::name)
                    .isSorted()
                    .containsAll(specs.stream().map(IndexSpec::name).toList());
            for (IndexSpec spec : specs) {
                assertThat(indexes().list(spec.table()))
                        .allMatch(index -> index.table().equals(spec.table()))
                        .extracting(IndexInfo::name)
                        .isSorted()
                        .contains(spec.name());
            }
            assertThat(indexes().list("no_such_table")).isEmpty();
        } finally {
            specs.forEach(spec -> indexes().delete(spec.name()));
        }
    }

    /** A description is complete. If this fails, look at the catalogue's query. */
    @Rule(
            id = "IDX-12",
            requires = Feature.INDEXES,
            cases = {"IX11", "IX14", "IX18"})
    void describedIndexIsComplete() {
        IndexSpec model = twoColumns();
        IndexSpec spec = IndexSpec.builder(name())
                .table(model.table())
                .columns(model.columns().toArray(String[]::new))
                .build();
        with(spec, creation -> {
            assertThat(indexes().awaitIndexes(PATIENCE)).isTrue();
            IndexInfo info = indexes().get(spec.name()).orElseThrow().info();
            assertThat(info.name()).isEqualTo(spec.name());
            assertThat(info.table()).isEqualTo(spec.table());
            assertThat(info.columns()).isEqualTo(spec.columns());
            assertThat(info.unique()).isFalse();
            assertThat(info.state()).isEqualTo(IndexState.VALID);
            assertThat(info.method()).isNotBlank();
            assertThat(info.definition()).containsIgnoringCase("CREATE").contains(spec.name());
        });
        assertThat(indexes().get(spec.name())).isEmpty();
    }

    /** Counters are numbers. If this fails, the feature is missing. */
    @Rule(
            id = "IDX-13",
            requires = Feature.INDEX_STATISTICS,
            cases = {"IX11", "IX15"})
    void countersAreNotNegative() {
        IndexSpec model = twoColumns();
        with(
                IndexSpec.builder(name())
                        .table(model.table())
                        .columns(model.columns().get(0))
                        .build(),
                creation -> {
                    IndexStats stats = indexes().get(creation.info().name()).orElseThrow();
                    assertThat(stats.info().sizeInBytes().orElseThrow()).isNotNegative();
                    assertThat(stats.scans().orElseThrow()).isNotNegative();
                    assertThat(stats.tuplesRead().orElseThrow()).isNotNegative();
                    assertThat(stats.tuplesFetched().orElseThrow()).isNotNegative();
                });
    }

    /** Waiting for a build ends. If this fails, look at how the end of a build is detected. */
    @Rule(id = "IDX-14", requires = Feature.INDEXES, cases = "E07")
    void waitingEndsWhenNothingIsBuilt() {
        IndexSpec model = twoColumns();
        with(
                IndexSpec.builder(name())
                        .table(model.table())
                        .columns(model.columns().get(0))
                        .build(),
                creation -> {
                    assertThat(indexes().awaitIndexes(PATIENCE)).isTrue();
                    assertThat(indexes()
                                    .get(creation.info().name())
                                    .orElseThrow()
                                    .info()
                                    .state())
                            .isEqualTo(IndexState.VALID);
                    assertThat(indexes().awaitIndexes(Duration.ZERO)).isTrue();
                });
        invalid("duration-negative", () -> indexes().awaitIndexes(Duration.ofMillis(-1)));
    }

    private void with(IndexSpec spec, Consumer<IndexCreation> test) {
        try {
            test.accept(indexes().ensure(spec));
        } finally {
            indexes().delete(spec.name());
        }
    }

    /** Returns the columns of an index from the listing of its table. */
    private List<String> listed(IndexInfo info) {
        return indexes().list(info.table()).stream()
                .filter(index -> index.name().equals(info.name()))
                .flatMap(index -> index.columns().stream())
                .toList();
    }

    /** Returns a default index over two columns, so that the kit need not know the backend's tables. */
    private IndexSpec twoColumns() {
        return defaultLike("messages_thread_id_createdat");
    }

    private IndexSpec defaultLike(String part) {
        return indexes().defaults().stream()
                .filter(index -> index.name().contains(part))
                .findFirst()
                .orElseThrow();
    }

    private static String name() {
        return "kit_" + UUID.randomUUID().toString().replace('-', '_');
    }

    private static void invalid(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(InvalidRequestException.class)
                .extracting(error -> ((StorageException) error).code())
                .isEqualTo(code);
    }
}
