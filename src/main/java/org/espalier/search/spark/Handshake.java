package org.espalier.search.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.sasl.SecretKeyHolder;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.espalier.task.CancelledException;
import org.espalier.task.WorkbenchException;

/// Shows a secret to a standalone master and goes again: Spark itself tries a wrong one for minutes and then says that
/// nobody answers.
final class Handshake {

    /// What Spark's own applications call themselves before they have a name.
    private static final String USER = "sparkSaslUser";

    private static final Map<String, String> SETTINGS = Map.of(
            "spark.authenticate",
            "true",
            "spark.network.crypto.enabled",
            "true",
            "spark.rpc.io.connectionCreationTimeout",
            "10s",
            // Longer than the answer may take: who is silent runs out of time, and is not taken for one who hung up.
            "spark.rpc.io.connectionTimeout",
            "60s",
            "spark.network.auth.rpcTimeout",
            "10s");

    private Handshake() {}

    /// Refuses a secret that no address of the master takes. Where nobody answers nothing is known of it.
    ///
    /// @throws WorkbenchException input if the secret is another
    static void check(SparkMaster master, SparkSecret secret) {
        TransportConf conf = new TransportConf("rpc", new MapConfigProvider(SETTINGS));
        SecretKeyHolder holder = new SecretKeyHolder() {
            @Override
            public String getSaslUser(String application) {
                return USER;
            }

            @Override
            public String getSecretKey(String application) {
                return secret.reveal();
            }
        };
        try (TransportContext context = new TransportContext(conf, new NoOpRpcHandler());
                TransportClientFactory clients =
                        context.createClientFactory(List.of(new AuthClientBootstrap(conf, USER, holder)))) {
            for (InetSocketAddress address : master.addresses()) {
                check(master, address, clients);
            }
        }
    }

    private static void check(SparkMaster master, InetSocketAddress address, TransportClientFactory clients) {
        try {
            clients.createUnmanagedClient(address.getHostString(), address.getPort())
                    .close();
        } catch (IOException e) {
            return; // Nobody there: whoever wants to connect says so.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (RuntimeException e) { // It is all that Spark has for an answer that does not fit, or for none.
            if (e.getCause() instanceof TimeoutException) {
                return; // Something that listens, but says nothing: of the secret nothing is known.
            }
            throw WorkbenchException.input(
                    "spark.secret",
                    "the master at " + master.url() + " has another secret",
                    "Copy the file again from the machine where 'espalier cluster master' runs, which says where it is,"
                            + " and name it by --spark-secret.",
                    e);
        }
    }
}
