package dev.agentstorage.tck.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is generated is Java: a defect in a generator is found here, not when a failure has to be shown. */
class JavaSourceTest {
    @TempDir
    Path classes;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anySequenceCompiles(long seed) throws Exception {
        Sequence sequence = Generator.sequence(
                new SeededRandom(seed),
                EnumSet.of(Feature.MEMORY, Feature.WORKFLOWS, Feature.OBSERVABILITY, Feature.SCORES, Feature.AGENTS),
                Limits.STANDARD,
                400);
        String source = JavaSource.of(sequence);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Replay.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        String api = Path.of(Storage.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        List<String> options = List.of("-d", classes.toString(), "-cp", api);
        boolean compiled = compiler.getTask(null, null, problems, options, null, List.of(file))
                .call();
        assertThat(compiled).as("%s", problems.getDiagnostics()).isTrue();
    }
}
