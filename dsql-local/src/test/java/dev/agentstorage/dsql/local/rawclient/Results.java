package dev.agentstorage.dsql.local.rawclient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the messages of an answer together. */
final class Results {
    private final List<Result> done = new ArrayList<>();
    private Optional<List<String>> columns = Optional.empty();
    private List<List<@Nullable String>> rows = new ArrayList<>();

    void add(Frame frame) {
        switch (frame.type()) {
            case 'T' -> columns = Optional.of(frame.columns());
            case 'n' -> columns = Optional.empty();
            case 'D' -> rows.add(frame.row());
            case 'C', 's' -> end(frame.type() == 'C' ? frame.text() : "(suspended)");
            case 'I' -> end("");
            case 'E' -> {
                done.add(Result.failed(frame.error()));
                reset();
            }
            default -> {
                // Not a part of a result.
            }
        }
    }

    private void end(String tag) {
        done.add(new Result(Optional.empty(), tag, columns, rows));
        reset();
    }

    private void reset() {
        columns = Optional.empty();
        rows = new ArrayList<>();
    }

    List<Result> list() {
        return List.copyOf(done);
    }
}
