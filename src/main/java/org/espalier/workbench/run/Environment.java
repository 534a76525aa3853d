package org.espalier.workbench.run;

import java.util.Map;
import java.util.TreeMap;
import org.espalier.tensor.BlasKernel;

/// What the last bits of a float result may depend on; recorded, never compared.
public final class Environment {

    private static final String VERSION = "0.1.0";

    private Environment() {}

    /// The version of this build.
    public static String version() {
        return VERSION;
    }

    /// JDK, processor and BLAS kernel of this process.
    static Map<String, String> describe() {
        Map<String, String> map = new TreeMap<>();
        map.put("java", Runtime.version().toString());
        map.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        map.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        map.put("blas", BlasKernel.name());
        return map;
    }
}
