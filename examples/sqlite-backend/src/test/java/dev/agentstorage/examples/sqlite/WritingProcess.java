package dev.agentstorage.examples.sqlite;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.StepResultUpdate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A process that changes one thread and one run: it says when its storage is open, waits for a line, and writes. Its arguments are the file
 * and its name.
 */
final class WritingProcess {
    static final int CHANGES = 40;

    private WritingProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (Storage storage = open(Path.of(arguments[0]))) {
            storage.init();
            System.out.write("ready\n".getBytes(StandardCharsets.UTF_8));
            System.out.flush();
            if (System.in.read() < 0) {
                throw new IOException("the parent has gone");
            }
            write(storage, arguments[1]);
        }
    }

    static Storage open(Path file) {
        return Storages.open(StorageConfig.builder(SqliteStorageProvider.NAME)
                .set(SqliteStorageProvider.FILE, file)
                .set(SqliteStorageProvider.FLUSH, false)
                .build());
    }

    /** Appends messages, and patches another member of the thread and another step of the run each time. */
    static void write(Storage storage, String name) {
        for (int i = 0; i < CHANGES; i++) {
            String key = name + i;
            storage.memory()
                    .saveMessage(
                            NewMessage.user("shared", key).toBuilder().id(key).build());
            storage.memory()
                    .updateThread(
                            "shared",
                            ThreadPatch.builder()
                                    .metadata(Json.of(Map.of(key, i)))
                                    .build());
            storage.workflows()
                    .updateStepResult(StepResultUpdate.builder("flow", "shared")
                            .stepId(key)
                            .result(Json.of(Map.of("number", i)))
                            .build());
        }
    }
}
