package dev.agentstorage.tck.selftest.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.tck.model.ModelTest;
import dev.agentstorage.tck.model.ModelTest.Divergence;
import dev.agentstorage.value.Feature;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the random calls find is shown in few calls, as a program that compiles and runs. */
@Tag("slow")
class ModelShrinkingTest {
    private static final Set<Feature> DOMAINS = EnumSet.of(Feature.MEMORY, Feature.OBSERVABILITY);

    @TempDir
    Path classes;

    static List<Mutant> mutants() {
        return ModelMutants.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aDifferenceIsShownInAHandfulOfOperations(Mutant mutant) throws Exception {
        Divergence found = find(mutant);
        assertThat(found.operations()).hasSizeBetween(2, 5);
        run(found.java());
    }

    @Test
    void theSameSeedFindsTheSame() {
        Mutant mutant = mutants().get(0);
        assertThat(find(mutant).operations()).isEqualTo(find(mutant).operations());
    }

    @Test
    void theReferenceDiffersInNothingFromItself() {
        try (ModelTest test = test(MutantTest.UNBROKEN)) {
            assertThat(test.run(new SeededRandom(7), DOMAINS, 2_000)).isEmpty();
        }
    }

    private static Divergence find(Mutant mutant) {
        try (ModelTest test = test(mutant)) {
            return test.run(new SeededRandom(42), DOMAINS, 20_000).orElseThrow();
        }
    }

    private static ModelTest test(Mutant mutant) {
        return new ModelTest(clock -> Storages.open(mutant, StorageConfig.of(mutant.name()), clock), false);
    }

    private void run(String source) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Replay.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        URL api = Storage.class.getProtectionDomain().getCodeSource().getLocation();
        List<String> options =
                List.of("-d", classes.toString(), "-cp", Path.of(api.toURI()).toString());
        assertThat(compiler.getTask(null, null, null, options, null, List.of(file))
                        .call())
                .as("%s", source)
                .isTrue();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(printed(() -> loader.loadClass("Replay")
                            .getMethod("main", String[].class)
                            .invoke(null, (Object) new String[] {"inmemory"})))
                    .as("%s", source)
                    .isNotBlank();
        }
    }

    private interface Program {
        Object run() throws Exception;
    }

    /** What a program prints, which need not be text that a report of tests can hold. */
    private static String printed(Program program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
