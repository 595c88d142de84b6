package dev.agentstorage.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The arrows between modules, and the order within each. The POMs hold the arrows: the dependencies of a module, and next to them a rule of the
 * enforcer that limits which it may have.
 */
class ModulesTest {
    private static final Map<String, String[]> MAY_USE = Map.ofEntries(
            Map.entry("storage-api", new String[] {"java..", "org.jspecify..", "com.fasterxml.jackson.."}),
            Map.entry("storage-inmemory", new String[] {"java..", "org.jspecify.."}),
            Map.entry("tck-engine", new String[] {
                "java..",
                "org.jspecify..",
                "com.fasterxml.jackson..",
                "org.junit.jupiter..",
                "org.junit.platform.commons..",
                "org.opentest4j..",
                "org.apiguardian.."
            }),
            Map.entry("storage-tck", new String[] {
                "java..",
                // what a thread allocates, without the classes of one JVM
                "javax.management..",
                "org.jspecify..",
                "org.junit.jupiter..",
                "org.junit.platform.commons..",
                "org.opentest4j..",
                "org.apiguardian..",
                "org.assertj.."
            }),
            Map.entry("storage-tck-cli", new String[] {
                "java..", "org.jspecify..", "org.junit.jupiter.api..", "org.junit.platform..", "picocli.."
            }),
            Map.entry("dsql-local", new String[] {
                "java..",
                "javax..",
                "org.jspecify..",
                "org.postgresql..",
                "org.tukaani.xz..",
                "org.apache.commons.compress..",
                "picocli..",
                "com.fasterxml.jackson..",
                "org.junit.jupiter.api..",
                "org.junit.platform.commons..",
                "org.testcontainers.."
            }),
            Map.entry("storage-dsql", new String[] {
                "java..",
                "javax..",
                "org.jspecify..",
                "org.slf4j..",
                "org.postgresql..",
                "com.zaxxer.hikari..",
                "software.amazon.awssdk..",
                "com.google.inject..",
                "jakarta.inject.."
            }),
            Map.entry(
                    "storage-guice",
                    new String[] {"java..", "org.jspecify..", "com.google.inject..", "jakarta.inject.."}),
            Map.entry("vector-api", new String[] {"java..", "org.jspecify.."}),
            Map.entry("vector-lucene", new String[] {"java..", "org.jspecify..", "org.apache.lucene.."}),
            Map.entry("vector-s3vectors", new String[] {"java..", "org.jspecify..", "software.amazon.awssdk.."}),
            Map.entry("embedder-langchain4j", new String[] {"java..", "org.jspecify..", "dev.langchain4j.."}),
            Map.entry("agent-memory", new String[] {"java..", "org.jspecify..", "com.networknt.schema.."}),
            Map.entry("vector-tck", new String[] {
                "java..",
                "org.jspecify..",
                "org.junit.jupiter..",
                "org.junit.platform.commons..",
                "org.opentest4j..",
                "org.apiguardian..",
                "org.assertj.."
            }),
            Map.entry("chat-memory-tck", new String[] {
                "java..",
                "javax.sql..",
                "org.jspecify..",
                "dev.langchain4j..",
                "org.springframework.ai..",
                "org.springframework.util.."
            }),
            Map.entry("examples", new String[] {
                "java..",
                "javax..",
                "org.jspecify..",
                "picocli..",
                "com.fasterxml.jackson.core..",
                "com.google.inject..",
                "jakarta.inject..",
                "dev.langchain4j.."
            }),
            Map.entry("examples/sqlite-backend", new String[] {"java..", "javax..", "org.jspecify..", "org.sqlite.."}),
            // the pool and the driver: what they are compared with is JDBC by hand; LangChain4j: a model in the
            // process
            Map.entry("benchmarks", new String[] {
                "java..",
                "javax..",
                "org.jspecify..",
                "org.openjdk.jmh..",
                "com.zaxxer.hikari..",
                "org.postgresql..",
                "com.fasterxml.jackson..",
                "dev.langchain4j.."
            }));

    private static final Path LADDER = Path.of("docs/adr/0001-packages-form-a-ladder.md");

    /** Without this test, a rule over no classes would be green. */
    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleIsSeen(String module) {
        assertThat(Repository.classesOf(module))
                .as("main classes of %s", module)
                .anyMatch(javaClass -> !javaClass.getSimpleName().equals("package-info"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void thePomLimitsWhichDependenciesAModuleMayHave(String module) {
        assertThat(Pom.of(module).limitsDependencies())
                .as("%s/pom.xml has an execution \"arrows\" of the enforcer that bans dependencies", module)
                .isTrue();
    }

    /** Modules that are needed at run time or in tests only are not known to main classes. */
    @ParameterizedTest
    @MethodSource("modules")
    void moduleKnowsOnlyTheModulesOfItsPom(String module) {
        Set<String> known = Pom.of(module).modulesOfMainClasses();
        classes()
                .should(new ArchCondition<JavaClass>("know only " + known) {
                    @Override
                    public void check(JavaClass origin, ConditionEvents events) {
                        origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                            String target = Repository.moduleOf(dependency.getTargetClass());
                            boolean allowed = target.isEmpty() || target.equals(module) || known.contains(target);
                            events.add(new SimpleConditionEvent(origin, allowed, dependency.getDescription()));
                        });
                    }
                })
                .check(Repository.classesOf(module));
    }

    /** The other way round: an arrow that no class follows is one too many. */
    @ParameterizedTest
    @MethodSource("modules")
    void whatThePomDeclaresIsKnown(String module) {
        Set<String> known = new TreeSet<>();
        Repository.classesOf(module)
                .forEach(origin -> origin.getDirectDependenciesFromSelf()
                        .forEach(dependency -> known.add(Repository.moduleOf(dependency.getTargetClass()))));
        assertThat(known).containsAll(Pom.of(module).declaredModules());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void moduleUsesOnlyItsLibraries(String module) {
        DescribedPredicate<JavaClass> ours = new DescribedPredicate<>("of this project") {
            @Override
            public boolean test(JavaClass javaClass) {
                return !Repository.moduleOf(javaClass).isEmpty();
            }
        };
        classes()
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(MAY_USE.get(module))
                        .or(ours)
                        .or(DescribedPredicate.describe(
                                "a primitive",
                                type -> type.getBaseComponentType().isPrimitive())))
                .check(Repository.classesOf(module));
    }

    /** They are optional: an application that recalls nothing has neither on its class path. */
    @Test
    void onlyTheMemoryModuleOfGuiceKnowsRecall() {
        classes()
                .that()
                .haveNameNotMatching(".*\\.MemoryModule(\\$.*)?")
                .should(new ArchCondition<JavaClass>("know neither agent-memory nor vector-api") {
                    @Override
                    public void check(JavaClass origin, ConditionEvents events) {
                        origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                            String target = Repository.moduleOf(dependency.getTargetClass());
                            boolean recall = target.equals("agent-memory") || target.equals("vector-api");
                            events.add(new SimpleConditionEvent(origin, !recall, dependency.getDescription()));
                        });
                    }
                })
                .check(Repository.classesOf("storage-guice"));
    }

    @Test
    void internalPackagesAreUsedByTheirOwnModuleOnly() {
        classes()
                .should(new ArchCondition<JavaClass>("use internal packages of the same module only") {
                    @Override
                    public void check(JavaClass origin, ConditionEvents events) {
                        origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                            JavaClass target = dependency.getTargetClass();
                            boolean foreign = !Repository.moduleOf(target).isEmpty()
                                    && !Repository.moduleOf(target).equals(Repository.moduleOf(origin));
                            boolean internal = ("." + target.getPackageName() + ".").contains(".internal.");
                            events.add(new SimpleConditionEvent(
                                    origin, !(foreign && internal), dependency.getDescription()));
                        });
                    }
                })
                .check(Repository.allClasses());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesOfAModuleFormNoCycle(String module) {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public String getDescription() {
                        return "packages";
                    }

                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                        return SliceIdentifier.of(javaClass.getPackageName());
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(Repository.classesOf(module));
    }

    /** The order is read from the decision that describes it, so that neither can say something else. */
    @Test
    void packagesOfTheApiKnowOnlyThoseBelowThem() {
        Map<String, Integer> rungs = ladder();
        classes()
                .should(new ArchCondition<JavaClass>("know only packages below theirs") {
                    @Override
                    public void check(JavaClass origin, ConditionEvents events) {
                        Integer own = rungs.get(origin.getPackageName());
                        events.add(new SimpleConditionEvent(
                                origin, own != null, origin.getName() + " is in a package of the ladder"));
                        if (own == null) {
                            return;
                        }
                        origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                            String target = dependency
                                    .getTargetClass()
                                    .getBaseComponentType()
                                    .getPackageName();
                            boolean allowed = target.equals(origin.getPackageName())
                                    || !rungs.containsKey(target)
                                    || rungs.get(target) > own;
                            events.add(new SimpleConditionEvent(origin, allowed, dependency.getDescription()));
                        });
                    }
                })
                .check(Repository.classesOf("storage-api"));
    }

    /** The packages of storage-api, the highest at 0; those of one line have the same place. */
    private static Map<String, Integer> ladder() {
        Map<String, Integer> rungs = new TreeMap<>();
        Repository.text(LADDER)
                .lines()
                .filter(line -> line.startsWith("    dev.agentstorage"))
                .forEach(line -> {
                    int rung = rungs.size();
                    String names = line.strip().split(" {2,}", 2)[0];
                    for (String name : names.split(" ")) {
                        rungs.put(name.startsWith(".") ? "dev.agentstorage" + name : name, rung);
                    }
                });
        return rungs;
    }

    @Test
    void aPackageBelongsToOneModule() {
        Map<String, Set<String>> owners = new TreeMap<>();
        Repository.allClasses()
                .forEach(javaClass -> owners.computeIfAbsent(javaClass.getPackageName(), name -> new TreeSet<>())
                        .add(Repository.moduleOf(javaClass)));
        assertThat(owners).allSatisfy((name, modules) -> assertThat(modules).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "storage-api",
                "storage-inmemory",
                "tck-engine",
                "storage-tck",
                "storage-dsql",
                "storage-guice",
                "vector-api",
                "vector-tck",
                "vector-lucene",
                "vector-s3vectors",
                "embedder-langchain4j",
                "agent-memory",
                "chat-memory-tck"
            })
    void librariesDoNotPrint(String module) {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(Repository.classesOf(module));
    }

    @Test
    void noClassUsesInternalsOfTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "com.sun..", "jdk.internal..")
                .check(Repository.allClasses());
    }

    static List<String> modules() {
        return Repository.MODULES;
    }
}
