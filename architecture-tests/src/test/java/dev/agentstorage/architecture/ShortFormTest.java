package dev.agentstorage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.IndexManager;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.transfer.StorageTransfer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a caller can leave out is left out by a shorter form. */
class ShortFormTest {
    private static final List<Class<?>> OF_CALLERS = List.of(
            Storage.class,
            MemoryStore.class,
            WorkflowStore.class,
            ObservabilityStore.class,
            ScoreStore.class,
            AgentStore.class,
            IndexManager.class,
            StorageTransfer.class);

    @Test
    void aListenerIsOptional() {
        List<Method> heard = methods()
                .filter(method -> List.of(method.getParameterTypes()).contains(BulkListener.class))
                .toList();
        assertThat(heard).hasSizeGreaterThan(10).allSatisfy(method -> {
            Class<?>[] rest = Arrays.stream(method.getParameterTypes())
                    .filter(type -> type != BulkListener.class)
                    .toArray(Class<?>[]::new);
            assertThat(find(method, rest).map(Method::getReturnType)).contains(method.getReturnType());
        });
    }

    /** A listing of agents' versions is one of an agent, so that it cannot do without. */
    @Test
    void everyListingHasAFormForAll() {
        List<Method> listings = methods()
                .filter(method -> method.getName().startsWith("list") && method.getParameterCount() == 1)
                .filter(method -> !method.getName().equals("listVersions"))
                .toList();
        assertThat(listings)
                .hasSizeGreaterThan(7)
                .allSatisfy(method -> assertThat(find(method)).isPresent());
    }

    private static Optional<Method> find(Method method, Class<?>... parameters) {
        return Arrays.stream(method.getDeclaringClass().getMethods())
                .filter(other -> other.getName().equals(method.getName()))
                .filter(other -> Arrays.equals(other.getParameterTypes(), parameters))
                .findFirst();
    }

    private static Stream<Method> methods() {
        return OF_CALLERS.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()));
    }
}
