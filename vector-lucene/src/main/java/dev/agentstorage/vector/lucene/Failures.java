package dev.agentstorage.vector.lucene;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.AlreadyClosedException;

/** Maps exceptions of Lucene and the file system to errors of this project. */
final class Failures {
    private Failures() {}

    /** Work that may fail with an I/O error. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Runs the work.
     *
     * @throws UnavailableException {@code vector-store-failed}
     * @throws CorruptDataException {@code vector-index-unreadable}
     */
    static <T> T translated(Path path, Work<T> work) {
        try {
            return work.run();
        } catch (CorruptIndexException | IndexFormatTooNewException | IndexFormatTooOldException e) {
            throw new CorruptDataException(
                    "vector-index-unreadable",
                    "the files of an index cannot be read",
                    Map.of("path", String.valueOf(path.getFileName())),
                    e);
        } catch (IOException | AlreadyClosedException e) {
            throw new UnavailableException(
                    "vector-store-failed",
                    "the vector store cannot read or write its files",
                    Map.of("path", String.valueOf(path.getFileName())),
                    e);
        }
    }
}
