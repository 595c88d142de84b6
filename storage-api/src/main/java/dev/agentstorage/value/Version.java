package dev.agentstorage.value;

import dev.agentstorage.internal.Checks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An opaque token of the content of a mutable entity (rule {@code CORE-08}). Equal content has an equal version, in every backend and at
 * any time; timestamps are not part of it. Pass the version that you read to an update: the update throws
 * {@link dev.agentstorage.error.ConflictException} if the content has changed since.
 *
 * @param token the text of the token; do not interpret it
 */
public record Version(String token) {
    /**
     * Creates a version from the token of an entity.
     *
     * @param token the text of the token, to be kept and given back, never interpreted
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Version {
        Checks.notNull("token", token);
    }

    /**
     * Computes the version of the given parts: strings, numbers, booleans, instants, {@link Json}, optionals of these, or {@code null}.
     * JSON is compared by structure, so that a store that reorders members does not change the version.
     *
     * @param parts the parts, in order
     * @return the version
     */
    public static Version of(@Nullable Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            append(text, part);
        }
        byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return new Version(Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(digest, 15)));
    }

    private static void append(StringBuilder text, @Nullable Object part) {
        if (part instanceof Optional<?> optional) {
            append(text, optional.orElse(null));
        } else if (part == null) {
            text.append("n;");
        } else if (part instanceof Json json) {
            text.append("j:");
            json.appendNormal(text);
            text.append(';');
        } else if (part instanceof Instant instant) {
            text.append("t:").append(instant).append(';');
        } else {
            // JSON quoting keeps neighbouring parts apart
            text.append("s:");
            JsonWriter.string(text, part.toString());
            text.append(';');
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
