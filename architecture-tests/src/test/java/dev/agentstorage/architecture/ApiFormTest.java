package dev.agentstorage.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/** The parts of the API that mean the same have the same form. */
class ApiFormTest {
    private static final DescribedPredicate<JavaField> PART_OF_A_REQUEST = DescribedPredicate.describe(
            "parts of a query or a request",
            field -> field.getOwner().isRecord()
                    && field.getOwner().getSimpleName().matches("\\w+(Query|Request)")
                    && !field.getModifiers().contains(JavaModifier.STATIC));

    private static final DescribedPredicate<JavaClass> COLLECTION = JavaClass.Predicates.assignableTo(Collection.class);

    /** All of these tags are wanted, so that no tag lets everything pass. */
    private static final String ALL_ARE_WANTED = "dev.agentstorage.observability.TraceQuery.tags";

    /** An empty collection means none, so one that is not given at all is an empty {@code Optional} (rule {@code CORE-22}). */
    @Test
    void collectionsOfAQueryAreOptional() {
        fields().that(PART_OF_A_REQUEST)
                .and(DescribedPredicate.describe(
                        "one is wanted", field -> !field.getFullName().equals(ALL_ARE_WANTED)))
                .should()
                .notHaveRawType(COLLECTION)
                .check(Repository.classesOf("storage-api"));
    }

    /** Else the rule above would have nothing to look at. */
    @Test
    void collectionsOfQueriesAreSeen() {
        assertThat(Repository.classesOf("storage-api").stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(PART_OF_A_REQUEST)
                        .filter(field -> COLLECTION.test(field.getRawType()))
                        .map(JavaField::getFullName))
                .containsExactly(ALL_ARE_WANTED);
    }
}
