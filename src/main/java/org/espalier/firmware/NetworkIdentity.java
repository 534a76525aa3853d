package org.espalier.firmware;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.format.Json;
import org.espalier.format.Sha256;

/// What a board says when it is asked which network it runs.
public final class NetworkIdentity {

    private NetworkIdentity() {}

    /// SHA-256 of a network: every constant, name and shape.
    static byte[] of(QuantizedNetwork network) {
        try {
            MessageDigest digest = Sha256.digest();
            digest.update(Json.mapper().writeValueAsBytes(network.name()));
            digest.update(Json.mapper().writeValueAsBytes(network.classes()));
            digest.update(Json.mapper().writeValueAsBytes(network.input()));
            digest.update(Json.mapper().writeValueAsBytes(network.activations()));
            for (var op : network.ops()) {
                digest.update(op.getClass().getSimpleName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(Json.mapper().writeValueAsBytes(op));
            }
            return digest.digest();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON: " + network.name(), e);
        }
    }

    /// The same in hexadecimal.
    public static String hex(QuantizedNetwork network) {
        return HexFormat.of().formatHex(of(network));
    }
}
