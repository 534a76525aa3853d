package org.espalier.firmware;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.format.Json;

/// What a board says when it is asked which network it runs.
public final class NetworkIdentity {

    private NetworkIdentity() {}

    /// SHA-256 of a network: every constant, name and shape.
    public static byte[] of(QuantizedNetwork network) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Json.mapper().writeValueAsBytes(network.name()));
            digest.update(Json.mapper().writeValueAsBytes(network.classes()));
            digest.update(Json.mapper().writeValueAsBytes(network.input()));
            digest.update(Json.mapper().writeValueAsBytes(network.activations()));
            for (var op : network.ops()) {
                digest.update(op.getClass().getSimpleName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(Json.mapper().writeValueAsBytes(op));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON: " + network.name(), e);
        }
    }

    /// The same in hexadecimal.
    public static String hex(QuantizedNetwork network) {
        return HexFormat.of().formatHex(of(network));
    }
}
