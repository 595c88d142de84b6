package dev.agentstorage.dsql.local.internal.connection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The startup packet of a client.
 *
 * @param version the requested protocol version, with the major version in the upper 16 bits
 * @param parameters the parameters in the order sent, including {@code user} and {@code database}
 * @param unknownOptions the requested protocol extensions, none of which is supported
 */
record StartupPacket(int version, Map<String, String> parameters, List<String> unknownOptions) {
    static final int SSL_REQUEST = 80_877_103;
    static final int GSS_ENCRYPTION_REQUEST = 80_877_104;
    static final int CANCEL_REQUEST = 80_877_102;

    /** The supported version. */
    static final int VERSION_3_0 = 3 << 16;

    static final String USER = "user";
    static final String DATABASE = "database";

    private static final String ONLY_DATABASE = "postgres";
    private static final String OPTION_PREFIX = "_pq_.";

    StartupPacket {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        unknownOptions = List.copyOf(unknownOptions);
    }

    /**
     * Reads a packet.
     *
     * @param packet the bytes after the length field
     * @throws RefusedException if it is malformed, or requests another protocol version or database
     */
    static StartupPacket read(byte[] packet) throws RefusedException {
        ByteBuffer in = ByteBuffer.wrap(packet);
        int version = in.getInt();
        if (version >>> 16 != VERSION_3_0 >>> 16) {
            throw new RefusedException(Refusal.unsupportedProtocol(version));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> unknownOptions = new ArrayList<>();
        for (String name = text(in); !name.isEmpty(); name = text(in)) {
            String value = text(in);
            if (name.startsWith(OPTION_PREFIX)) {
                unknownOptions.add(name);
            } else {
                parameters.put(name, value);
            }
        }
        if (in.hasRemaining()) {
            throw new RefusedException(Refusal.invalidLayout());
        }
        String user = parameters.getOrDefault(USER, "");
        if (user.isEmpty()) {
            throw new RefusedException(Refusal.noUser());
        }
        if (parameters.getOrDefault(DATABASE, "").isEmpty()) {
            parameters.put(DATABASE, user);
        }
        return new StartupPacket(version, parameters, unknownOptions);
    }

    /** Whether the client must get a NegotiateProtocolVersion. */
    boolean isNegotiated() {
        return version != VERSION_3_0 || !unknownOptions.isEmpty();
    }

    /** @throws RefusedException if the client requests another database than {@code postgres}, or replication */
    void requireOrdinaryConnection() throws RefusedException {
        if (isReplication(parameters.getOrDefault("replication", "false"))) {
            throw new RefusedException(Refusal.replication());
        }
        String database = parameters.getOrDefault(DATABASE, "");
        if (!database.equals(ONLY_DATABASE)) {
            throw new RefusedException(Refusal.noSuchDatabase(database));
        }
    }

    private static boolean isReplication(String value) {
        return switch (value) {
            case "false", "off", "no", "0" -> false;
            default -> true;
        };
    }

    private static String text(ByteBuffer in) throws RefusedException {
        int start = in.position();
        while (in.hasRemaining()) {
            if (in.get() == 0) {
                return decoded(in.slice(start, in.position() - 1 - start));
            }
        }
        throw new RefusedException(Refusal.invalidLayout());
    }

    private static String decoded(ByteBuffer bytes) throws RefusedException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(Refusal.invalidText());
        }
    }
}
