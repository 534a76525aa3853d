package org.espalier.search.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class HandshakeTest {

    @Test
    void whoListensAndSaysNothingIsNotSaidToHaveAnotherSecret() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket silent = new ServerSocket(0, 1, here)) {
            SparkMaster master = new SparkMaster("spark://" + here.getHostAddress() + ":" + silent.getLocalPort());
            assertDoesNotThrow(() -> Handshake.check(master, SparkSecret.random()));
        }
    }
}
