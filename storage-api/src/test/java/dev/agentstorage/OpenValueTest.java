package dev.agentstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.Role;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.workflow.WorkflowStatus;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every open value, a text with named constants, can be read back from its text. */
class OpenValueTest {
    @Test
    void allOfThemAreFound() throws Exception {
        assertThat(openValues())
                .containsExactlyInAnyOrder(
                        AgentStatus.class,
                        EntityType.class,
                        Role.class,
                        ScoreSource.class,
                        SpanType.class,
                        WorkflowStatus.class);
    }

    @ParameterizedTest
    @MethodSource("openValues")
    void constantsAreReadBackFromTheirText(Class<?> type) throws Exception {
        List<Field> constants = constants(type).toList();
        assertThat(constants).isNotEmpty();
        for (Field field : constants) {
            Object constant = field.get(null);
            assertThat(of(type, constant.toString())).isEqualTo(constant);
        }
    }

    @ParameterizedTest
    @MethodSource("openValues")
    void unknownTextsAreValuesToo(Class<?> type) throws Exception {
        for (String text : List.of("of the future", "\u00dcnknown", "USER", " ")) {
            assertThat(of(type, text)).hasToString(text).isEqualTo(of(type, text));
        }
        assertThatThrownBy(() -> of(type, null)).hasRootCauseInstanceOf(InvalidRequestException.class);
    }

    /** The one closed value that is written as a text. */
    @ParameterizedTest
    @EnumSource
    void statusesOfTracesAreReadBackFromTheirText(TraceStatus status) {
        assertThat(TraceStatus.of(status.value())).isSameAs(status);
    }

    @Test
    void unknownStatusOfATraceIsRefused() {
        assertThatThrownBy(() -> TraceStatus.of("SUCCESS"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("trace-status-unknown"));
    }

    private static Object of(Class<?> type, @Nullable String text) throws ReflectiveOperationException {
        try {
            return type.getMethod("of", String.class).invoke(null, text);
        } catch (InvocationTargetException e) {
            throw new LinkageError("refused", e);
        }
    }

    /** The public records of one text that have constants of the same type. */
    private static List<Class<?>> openValues() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Role.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), ".");
                Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
                if (Modifier.isPublic(type.getModifiers())
                        && isText(type)
                        && constants(type).findAny().isPresent()) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    private static boolean isText(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getType() == String.class;
    }

    private static Stream<Field> constants(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == type);
    }
}
