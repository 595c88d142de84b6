package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Recalled;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Executors that are busy, full, or lose tasks. */
class ExecutorTest {
    private static Recalled recall(World world) {
        return world.recall("cello");
    }

    @Test
    void afterARejectionPendingMessagesAreStillIndexedInTheBackground() {
        AtomicBoolean full = new AtomicBoolean();
        Executor executor = task -> {
            if (full.get()) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        };
        try (World world = new World(builder -> builder.executor(executor))) {
            full.set(true);
            world.memory.append(KEY, List.of(message("m0", "my cello")));
            assertThat(world.storage.memory().pendingMessages("memory-hashing-256", 10))
                    .hasSize(1);
            full.set(false);
            world.memory.append(KEY, List.of(message("m1", "a violin")));
            assertThat(world.storage.memory().pendingMessages("memory-hashing-256", 10))
                    .isEmpty();
        }
    }

    @Test
    void recallInATaskOfTheSameExecutorDoesNotWaitForItself()
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (World world = new World(builder -> builder.executor(one))) {
            world.say("my cello");
            Recalled recalled = one.submit(() -> recall(world)).get(20, TimeUnit.SECONDS);
            assertThat(World.ids(recalled.hits())).containsExactly("m0");
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void anExecutorThatLosesTasksLosesNoRecall() {
        AtomicBoolean losing = new AtomicBoolean();
        Executor executor = task -> {
            if (!losing.get()) {
                task.run();
            }
        };
        try (World world = new World(builder -> builder.executor(executor))) {
            world.say("my cello");
            losing.set(true);
            assertThat(world.memory.recall(RecallRequest.of(KEY, "cello")).history())
                    .hasSize(1);
            assertThat(World.ids(recall(world).hits())).containsExactly("m0");
        }
    }
}
