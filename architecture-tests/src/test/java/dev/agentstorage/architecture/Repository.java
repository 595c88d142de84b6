package dev.agentstorage.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checked-out repository: its modules, their main classes and its tracked files. Immutable. */
final class Repository {
    /** Modules with main classes. */
    static final List<String> MODULES = List.of(
            "storage-api",
            "storage-inmemory",
            "tck-engine",
            "storage-tck",
            "storage-tck-cli",
            "dsql-local",
            "storage-dsql",
            "storage-guice",
            "vector-api",
            "vector-tck",
            "vector-lucene",
            "vector-s3vectors",
            "embedder-langchain4j",
            "agent-memory",
            "chat-memory-tck",
            "examples",
            "examples/sqlite-backend",
            "benchmarks");

    /** The repository's root: Maven runs tests in the folder of their module. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(MODULES.stream()
                    .map(Repository::classesFolder)
                    .filter(Files::isDirectory)
                    .toList());

    private Repository() {}

    /** The main classes of all modules. */
    static JavaClasses allClasses() {
        return ALL;
    }

    /** The main classes of one module, with their dependencies on the other modules resolved. */
    static JavaClasses classesOf(String module) {
        return ALL.that(new DescribedPredicate<JavaClass>("classes of " + module) {
            @Override
            public boolean test(JavaClass javaClass) {
                return moduleOf(javaClass).equals(module);
            }
        });
    }

    /** The module that holds a class, or the empty string for a class from elsewhere. */
    static String moduleOf(JavaClass javaClass) {
        String location = javaClass
                .getBaseComponentType()
                .getSource()
                .map(source -> source.getUri().toString())
                .orElse("");
        return MODULES.stream()
                .filter(module ->
                        location.startsWith(classesFolder(module).toUri().toString()))
                .findFirst()
                .orElse("");
    }

    /** Where Maven puts the main classes of a module. */
    static Path classesFolder(String module) {
        return ROOT.resolve(module).resolve("target").resolve("classes");
    }

    /** Every file under version control that is there, as a path from the root. */
    static List<Path> trackedFiles() {
        try {
            Process git = new ProcessBuilder("git", "ls-files", "-z")
                    .directory(ROOT.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = git.waitFor();
            if (exit != 0) {
                throw new IllegalStateException("git ls-files ended with " + exit);
            }
            return Stream.of(names.split("\0"))
                    .map(Path::of)
                    .filter(path -> Files.isRegularFile(ROOT.resolve(path)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The text of a tracked file; bytes that are not UTF-8 become replacement characters. */
    static String text(Path path) {
        try {
            return new String(Files.readAllBytes(ROOT.resolve(path)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
