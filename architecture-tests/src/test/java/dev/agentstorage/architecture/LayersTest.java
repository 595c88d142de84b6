package dev.agentstorage.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.sql.Connection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a layer may say to the outside, and which room does which work. */
class LayersTest {
    private static final String[] DSQL_STORES = {
        "dev.agentstorage.dsql.internal.memory..",
        "dev.agentstorage.dsql.internal.workflow..",
        "dev.agentstorage.dsql.internal.observability..",
        "dev.agentstorage.dsql.internal.score..",
        "dev.agentstorage.dsql.internal.agent.."
    };

    /** By name: the overloads differ between JDKs. */
    private static final Set<String> SLEEPS = Set.of("sleep", "pause", "parkNanos", "awaitNanos");

    private static final DescribedPredicate<JavaAccess<?>> SLEEP = DescribedPredicate.describe(
            "sleeps", access -> SLEEPS.contains(access.getTarget().getName()));

    /** Its order is another one in every JVM. */
    private static final DescribedPredicate<JavaAccess<?>> MAP_OF_SEVERAL = DescribedPredicate.describe(
            "makes a map of several entries without order",
            access -> access.getTargetOwner().isEquivalentTo(Map.class)
                    && access.getTarget() instanceof CodeUnitCallTarget call
                    && (call.getName().equals("ofEntries")
                            || (call.getName().equals("of")
                                    && call.getRawParameterTypes().size() > 2)));

    @Test
    void apiKnowsNoJdbcNoInjectionAndNoLogging() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.sql..",
                                "javax.sql..",
                                "com.google.inject..",
                                "jakarta.inject..",
                                "org.slf4j..",
                                "java.util.logging..")
                        .or(JavaClass.Predicates.assignableTo(System.Logger.class)))
                .check(Repository.classesOf("storage-api"));
    }

    @Test
    void neitherKitNorReferenceImplementationKnowsJdbcOrInjection() {
        for (String module : new String[] {"tck-engine", "storage-tck", "storage-inmemory", "vector-api"}) {
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "javax.sql..", "com.google.inject..", "org.slf4j..")
                    .check(Repository.classesOf(module));
        }
    }

    @Test
    void apiShowsNoJackson() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideOutsideOfPackage("..internal..")
                .should(showNoTypeOf("com.fasterxml.jackson"))
                .check(Repository.classesOf("storage-api"));
    }

    @Test
    void dsqlShowsNoInjection() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideOutsideOfPackage("..internal..")
                .should(showNoTypeOf("com.google.inject"))
                .check(Repository.classesOf("storage-dsql"));
    }

    @Test
    void dsqlKeepsEverythingButItsFrontDoorInternal() {
        classes()
                .should()
                .resideInAnyPackage(
                        "dev.agentstorage.dsql", "dev.agentstorage.dsql.events", "dev.agentstorage.dsql.internal..")
                .check(Repository.classesOf("storage-dsql"));
    }

    @Test
    void dsqlStoresHoldNoConnectionAndDoNotSleep() {
        noClasses()
                .that()
                .resideInAnyPackage(DSQL_STORES)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Connection.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(DataSource.class)
                .orShould()
                .accessTargetWhere(SLEEP)
                .check(Repository.classesOf("storage-dsql"));
    }

    /** The one place that may sleep does, so the rule above knows a sleep when it sees one. */
    @Test
    void aSleepIsSeen() {
        assertThat(Repository.classesOf("storage-dsql").stream()
                        .filter(resideInAPackage("dev.agentstorage.dsql.internal.tx.."))
                        .flatMap(origin -> origin.getAccessesFromSelf().stream()))
                .anyMatch(SLEEP);
    }

    /** Details of errors, and JSON, keep the order in which they are made. */
    @ParameterizedTest
    @ValueSource(strings = {"storage-api", "storage-inmemory", "storage-dsql"})
    void detailsOfErrorsHaveAnOrder(String module) {
        noClasses().should().accessTargetWhere(MAP_OF_SEVERAL).check(Repository.classesOf(module));
    }

    /** The kit makes such maps, so the rule above knows one when it sees it. */
    @Test
    void aMapWithoutOrderIsSeen() {
        assertThat(Repository.classesOf("storage-tck").stream()
                        .flatMap(origin -> origin.getAccessesFromSelf().stream()))
                .anyMatch(MAP_OF_SEVERAL);
    }

    @Test
    void dsqlTransactionsEndInOnePlace() {
        noClasses()
                .that(resideInAPackage("dev.agentstorage.dsql.internal..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("dev.agentstorage.dsql.internal.tx..")))
                .should()
                .callMethod(Connection.class, "commit")
                .orShould()
                .callMethod(Connection.class, "rollback")
                .orShould()
                .callMethod(Connection.class, "setAutoCommit", boolean.class)
                .check(Repository.classesOf("storage-dsql"));
    }

    private static ArchCondition<JavaClass> showNoTypeOf(String library) {
        return new ArchCondition<>("show no type of " + library) {
            @Override
            public void check(JavaClass shown, ConditionEvents events) {
                Stream<JavaType> parents =
                        Stream.concat(shown.getSuperclass().stream(), shown.getInterfaces().stream());
                report(shown, shown.getName(), parents, events);
                shown.getMembers().stream().filter(LayersTest::isVisible).forEach(member -> {
                    report(shown, member.getFullName(), typesOf(member), events);
                });
            }

            private void report(JavaClass shown, String place, Stream<JavaType> types, ConditionEvents events) {
                types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .filter(type -> type.getPackageName().startsWith(library))
                        .forEach(type ->
                                events.add(SimpleConditionEvent.violated(shown, place + " shows " + type.getName())));
            }
        };
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> typesOf(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(
                Stream.of(unit.getReturnType()),
                Stream.concat(unit.getParameterTypes().stream(), unit.getExceptionTypes().stream()));
    }
}
