package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Answers PostgreSQL's authentication requests: none, cleartext, MD5, SCRAM-SHA-256 (RFC 7677). Not thread-safe. */
final class ServerLogin {
    private static final int OK = 0;
    private static final int CLEARTEXT = 3;
    private static final int MD5 = 5;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private final String user;
    private final String password;
    private final String nonce;
    private String firstBare = "";

    ServerLogin(String user, String password) {
        this.user = user;
        this.password = password;
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        this.nonce = Base64.getEncoder().encodeToString(random);
    }

    /** @param body the body of an Authentication message */
    void answer(byte[] body, OutputStream out) throws IOException {
        int request = ByteBuffer.wrap(body).getInt();
        byte[] rest = Arrays.copyOfRange(body, Integer.BYTES, body.length);
        try {
            switch (request) {
                case OK, SASL_FINAL -> {
                    // The server's signature is not verified: the caller has chosen this server.
                }
                case CLEARTEXT ->
                    out.write(new MessageBuilder('p').cstring(password).build());
                case MD5 -> out.write(new MessageBuilder('p').cstring(md5(rest)).build());
                case SASL -> out.write(first());
                case SASL_CONTINUE -> out.write(proof(new String(rest, StandardCharsets.UTF_8)));
                default -> throw new ProtocolException("PostgreSQL asks for a way to log in that is not supported");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String md5(byte[] salt) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        digest.update(utf8(password));
        String inner = HexFormat.of().formatHex(digest.digest(utf8(user)));
        digest.update(utf8(inner));
        return "md5" + HexFormat.of().formatHex(digest.digest(salt));
    }

    private byte[] first() {
        firstBare = "n=,r=" + nonce;
        return new MessageBuilder('p')
                .cstring("SCRAM-SHA-256")
                .value("n,," + firstBare)
                .build();
    }

    private byte[] proof(String serverFirst) throws GeneralSecurityException, ProtocolException {
        Map<Character, String> fields = new HashMap<>();
        for (String field : serverFirst.split(",", -1)) {
            if (field.length() >= 2) {
                fields.put(field.charAt(0), field.substring(2));
            }
        }
        String serverNonce = fields.getOrDefault('r', "");
        if (!serverNonce.startsWith(nonce)) {
            throw new ProtocolException("the server's SCRAM nonce does not extend the client's");
        }
        byte[] salt = Base64.getDecoder().decode(fields.getOrDefault('s', ""));
        int iterations = Integer.parseInt(fields.getOrDefault('i', "0"));
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                .getEncoded();
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
        String withoutProof = "c=biws,r=" + serverNonce;
        byte[] signature = hmac(storedKey, firstBare + "," + serverFirst + "," + withoutProof);
        byte[] proof = new byte[clientKey.length];
        for (int i = 0; i < proof.length; i++) {
            proof[i] = (byte) (clientKey[i] ^ signature[i]);
        }
        String last = withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
        return MessageBuilder.of('p', utf8(last));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
