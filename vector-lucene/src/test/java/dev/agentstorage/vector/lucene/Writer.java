package dev.agentstorage.vector.lucene;

import dev.agentstorage.vector.VectorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A process that writes up to a step, says so, and waits to be killed. */
final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
        VectorStore store = DurabilityTest.open(Path.of(arguments[0]));
        store.createIndex(DurabilityTest.SHAPE);
        upsert(store, 0, 200);
        switch (arguments[1]) {
            case "flushed" -> {
                store.delete(
                        DurabilityTest.INDEX,
                        IntStream.range(0, 10).mapToObj(i -> "r" + i).toList());
                store.flush();
            }
            case "written" -> {
                store.flush();
                upsert(store, 200, 300);
                store.delete(DurabilityTest.INDEX, List.of("r1"));
                if (store.count(DurabilityTest.INDEX) != 299) {
                    throw new IllegalStateException("the writes are not seen");
                }
            }
            case "dropped" -> {
                store.flush();
                store.dropIndex(DurabilityTest.INDEX);
            }
            default -> store.flush();
        }
        System.out.println(arguments[1]);
        System.out.flush();
        // until the process is killed
        int end = System.in.read();
        throw new IllegalStateException("not killed but asked to continue with " + end);
    }

    private static void upsert(VectorStore store, int from, int to) {
        store.upsert(
                DurabilityTest.INDEX,
                IntStream.range(from, to).mapToObj(DurabilityTest::record).toList());
    }
}
