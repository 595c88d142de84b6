package dev.agentstorage.memory;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.Optional;

/**
 * A message to include in a result in addition to the page, with its neighbours in its thread (rule {@code MEM-55}). Unknown ids are
 * ignored.
 *
 * @param id the id of the message
 * @param threadId includes the message only if it is in this thread; empty for any thread
 * @param before number of messages before it, 0 to {@value #MAX_NEIGHBOURS}
 * @param after number of messages after it, 0 to {@value #MAX_NEIGHBOURS}
 */
public record MessageInclude(String id, Optional<String> threadId, int before, int after) {
    /** Maximum number of neighbours on each side. */
    public static final int MAX_NEIGHBOURS = 1000;

    /**
     * Checks the window.
     *
     * @param id the id of the message
     * @param threadId when given, the message counts only if it is in this thread
     * @param before number of messages before it, 0 to {@value #MAX_NEIGHBOURS}
     * @param after number of messages after it, 0 to {@value #MAX_NEIGHBOURS}
     * @throws InvalidRequestException {@code null-argument}, {@code include-window-invalid}
     */
    public MessageInclude {
        Checks.notNull("id", id);
        Checks.notNull("threadId", threadId);
        if (before < 0 || after < 0 || before > MAX_NEIGHBOURS || after > MAX_NEIGHBOURS) {
            throw new InvalidRequestException(
                    "include-window-invalid",
                    "the neighbours of an included message must be 0 to 1000 on each side",
                    Details.of("before", before, "after", after));
        }
    }

    /**
     * Returns a builder for a request for one message. Default: without neighbours.
     *
     * @param id the id of the message
     * @return a new builder
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /**
     * Returns a builder with the values of this request.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects the fields of a request. Not thread-safe. */
    public static final class Builder {
        private String id;
        private Optional<String> threadId = Optional.empty();
        private int before;
        private int after;

        private Builder(String id) {
            this.id = id;
        }

        private Builder(MessageInclude include) {
            id = include.id;
            threadId = include.threadId;
            before = include.before;
            after = include.after;
        }

        /**
         * Sets the message.
         *
         * @param id the message
         * @return this builder
         */
        public Builder id(String id) {
            this.id = id;
            return this;
        }

        /**
         * Includes the message only if it is in this thread.
         *
         * @param threadId the required thread
         * @return this builder
         */
        public Builder threadId(String threadId) {
            this.threadId = Optional.of(Checks.notNull("threadId", threadId));
            return this;
        }

        /**
         * Includes the message in any thread.
         *
         * @return this builder
         */
        public Builder clearThreadId() {
            threadId = Optional.empty();
            return this;
        }

        /**
         * Sets the number of messages before it. Default: none.
         *
         * @param before number of messages before it, 0 to {@value #MAX_NEIGHBOURS}
         * @return this builder
         */
        public Builder before(int before) {
            this.before = before;
            return this;
        }

        /**
         * Sets the number of messages after it. Default: none.
         *
         * @param after number of messages after it, 0 to {@value #MAX_NEIGHBOURS}
         * @return this builder
         */
        public Builder after(int after) {
            this.after = after;
            return this;
        }

        /**
         * Builds the request.
         *
         * @return the request
         * @throws InvalidRequestException {@code null-argument}, {@code include-window-invalid}
         */
        public MessageInclude build() {
            return new MessageInclude(id, threadId, before, after);
        }
    }
}
