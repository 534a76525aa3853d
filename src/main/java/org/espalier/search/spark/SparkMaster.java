package org.espalier.search.spark;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.task.WorkbenchException;

/// Which Spark is meant: `local[*]`, `spark://host:port`, or any other master that Spark knows.
///
/// @param url as Spark spells it
public record SparkMaster(String url) {

    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|[1-9][0-9]{0,3})])?");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");
    private static final String STANDALONE = "spark://";
    private static final int MOST_PORT = 65535;

    /// Refuses what cannot be a master.
    ///
    /// @throws WorkbenchException usage if it is malformed
    public SparkMaster {
        boolean known = LOCAL.matcher(url).matches()
                || url.equals("yarn")
                || url.startsWith("k8s://")
                || (url.startsWith(STANDALONE) && addresses(url).stream().allMatch(SparkMaster::possible));
        if (!known) {
            throw WorkbenchException.usage(
                    "spark.master",
                    "'" + url + "' is no Spark master",
                    "Give local[*], local[N] or spark://HOST:PORT, as in --spark spark://10.0.0.1:7077; a PATH goes before"
                            + " --spark.");
        }
    }

    /// Whether it is this process.
    public boolean local() {
        return url.startsWith("local");
    }

    /// Where a standalone master listens; more than one if some stand by. Empty for other masters.
    List<InetSocketAddress> addresses() {
        List<InetSocketAddress> all = new ArrayList<>();
        if (url.startsWith(STANDALONE)) {
            for (String address : addresses(url)) {
                Matcher parts = HOST.matcher(address);
                if (parts.matches()) {
                    all.add(new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))));
                }
            }
        }
        return all;
    }

    private static List<String> addresses(String url) {
        return List.of(url.substring(STANDALONE.length()).split(",", -1));
    }

    private static boolean possible(String address) {
        Matcher parts = HOST.matcher(address);
        return parts.matches()
                && Integer.parseInt(parts.group(2)) >= 1
                && Integer.parseInt(parts.group(2)) <= MOST_PORT;
    }

    /// Makes sure that Spark is there.
    ///
    /// @throws WorkbenchException tool if it is not on the class path
    public static void checkPresent() {
        checkPresent(SparkMaster.class.getClassLoader());
    }

    static void checkPresent(ClassLoader loader) {
        try {
            Class.forName("org.apache.spark.SparkContext", false, loader);
        } catch (ClassNotFoundException e) {
            throw WorkbenchException.tool(
                    "spark.absent",
                    "Apache Spark is not part of this program",
                    "Start it as 'installer/espalier … --spark', which fetches Spark (226 MB, once), or leave --spark out to"
                            + " score in this process.",
                    e);
        }
    }
}
