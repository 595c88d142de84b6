package dev.agentstorage.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Records of the API are made in one style: by builders with named setters (ADR 15). */
class ConstructionTest {
    /** What callers ask for, save and get, apart from what has few parts or belongs to a backend alone. */
    private static final Set<String> ENTITIES = Set.of(
            "AgentDefinition",
            "AgentVersion",
            "ConversationThread",
            "Correlation",
            "Evaluation",
            "IndexSpec",
            "Message",
            "MessageInclude",
            "Resource",
            "Score",
            "ScoreOrigin",
            "ScoreSteps",
            "Span",
            "SpanEntity",
            "StepResultUpdate",
            "TraceHead",
            "WorkflowRun",
            "WorkflowRunHead");

    /** {@code PageRequest} has factories whose names say everything. */
    private static final DescribedPredicate<JavaClass> BUILT = DescribedPredicate.describe(
            "queries, patches, requests, inputs and entities",
            type -> type.isRecord()
                    && !type.getSimpleName().equals("PageRequest")
                    && (type.getSimpleName().matches("\\w+(Query|Patch|Request)|New[A-Z]\\w+")
                            || ENTITIES.contains(type.getSimpleName())));

    /** Two ids that are one identity everywhere in the API, in this order; and a thread with what is said in it. */
    private static final Set<String> PAIRS = Set.of(
            "NewMessage.assistant",
            "NewMessage.system",
            "NewMessage.user",
            "NewWorkflowRun.builder",
            "NewWorkflowRun.of",
            "ScoreQuery.ofSpan",
            "Span.builder",
            "SpanPatch.builder",
            "StepResultUpdate.builder",
            "TraceHead.builder",
            "WorkflowRun.builder",
            "WorkflowRunHead.builder");

    /** Components that a builder collects one element at a time. */
    private static final Map<String, String> COLLECTED = Map.of("WorkflowStatePatch.members", "member");

    @Test
    void aCopyClearsOnePartAndKeepsTheOthers() {
        Json tags = Json.of(Map.of("tag", 1));
        // spotless:off
        ThreadQuery query = ThreadQuery.builder().resourceId("u").metadata(tags).direction(Direction.ASC).build();
        ThreadQuery ofAll = query.toBuilder().clearResourceId().build();
        // spotless:on
        assertThat(ofAll)
                .isEqualTo(ThreadQuery.builder()
                        .metadata(tags)
                        .direction(Direction.ASC)
                        .build());
    }

    @Test
    void theyHaveABuilderThatBeginsEmptyOrAsACopy() {
        classes()
                .that(BUILT)
                .should(have("builder() and toBuilder()", type -> missing(type, "builder", "toBuilder")))
                .check(Repository.classesOf("storage-api"));
    }

    @Test
    void everyComponentHasASetterOfItsName() {
        classes()
                .that(BUILT)
                .should(have("setters for all components", ConstructionTest::componentsWithoutSetter))
                .check(Repository.classesOf("storage-api"));
    }

    /** {@code query.resourceId("r")} would read as a getter with an argument. */
    @Test
    void noMethodOfARecordIsAnOverloadOfAGetter() {
        methods()
                .that()
                .areDeclaredInClassesThat(BUILT)
                .and()
                .arePublic()
                .and()
                .areNotStatic()
                .should(new ArchCondition<>("not have the name of a component and an argument") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean wither = !method.getRawParameterTypes().isEmpty()
                                && components(method.getOwner()).contains(method.getName());
                        events.add(new SimpleConditionEvent(method, !wither, method.getFullName()));
                    }
                })
                .check(Repository.classesOf("storage-api"));
    }

    /** Strings side by side can be swapped. */
    @Test
    void noFactoryTakesStringsSideBySide() {
        methods()
                .that()
                .areDeclaredInClassesThat(BUILT)
                .and()
                .areStatic()
                .and()
                .arePublic()
                .and(DescribedPredicate.describe("take no known pair", method -> !PAIRS.contains(name(method))))
                .should(new ArchCondition<>("have one argument of text at most") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        long texts = method.getRawParameterTypes().stream()
                                .filter(type -> type.isEquivalentTo(String.class))
                                .count();
                        events.add(new SimpleConditionEvent(method, texts < 2, method.getFullName()));
                    }
                })
                .check(Repository.classesOf("storage-api"));
    }

    /** So a new component changes nothing but the API itself. */
    @Test
    void otherModulesCallNoConstructorOfARecordThatHasABuilder() {
        constructors()
                .that()
                .areDeclaredInClassesThat(BUILT)
                .should(new ArchCondition<>("be called in their own module only") {
                    @Override
                    public void check(JavaConstructor constructor, ConditionEvents events) {
                        constructor.getAccessesToSelf().stream()
                                .map(JavaAccess::getOrigin)
                                .filter(origin -> !Repository.moduleOf(origin.getOwner())
                                        .equals(Repository.moduleOf(constructor.getOwner())))
                                .forEach(origin -> events.add(SimpleConditionEvent.violated(
                                        constructor, origin.getFullName() + " calls " + constructor.getFullName())));
                    }
                })
                .check(Repository.allClasses());
    }

    /** Else the rules would hold for names that are there no more. */
    @Test
    void allNamedRecordsAreThere() {
        assertThat(Repository.classesOf("storage-api").stream().filter(BUILT).map(JavaClass::getSimpleName))
                .containsAll(ENTITIES)
                .contains("ThreadQuery", "MessagePatch", "CloneRequest", "NewScore");
    }

    @FunctionalInterface
    private interface Lacks {
        List<String> of(JavaClass type);
    }

    private static ArchCondition<JavaClass> have(String what, Lacks lacks) {
        return new ArchCondition<>("have " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                lacks.of(type)
                        .forEach(name -> events.add(
                                SimpleConditionEvent.violated(type, type.getSimpleName() + " lacks " + name)));
            }
        };
    }

    private static List<String> missing(JavaClass type, String... names) {
        Set<String> there = names(type.getMethods().stream());
        return Stream.of(names).filter(name -> !there.contains(name)).toList();
    }

    private static List<String> componentsWithoutSetter(JavaClass type) {
        Set<String> setters = type.tryGetMethod("toBuilder")
                .map(copy -> names(copy.getRawReturnType().getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                                && !method.getRawParameterTypes().isEmpty())))
                .orElse(Set.of());
        return components(type).stream()
                .filter(name -> !setters.contains(COLLECTED.getOrDefault(type.getSimpleName() + "." + name, name)))
                .sorted()
                .toList();
    }

    private static Set<String> components(JavaClass record) {
        return names(record.getFields().stream()
                .filter((JavaField field) -> !field.getModifiers().contains(JavaModifier.STATIC)));
    }

    private static Set<String> names(Stream<? extends JavaMember> members) {
        return members.map(JavaMember::getName).collect(Collectors.toSet());
    }

    private static String name(JavaMethod method) {
        return method.getOwner().getSimpleName() + "." + method.getName();
    }
}
