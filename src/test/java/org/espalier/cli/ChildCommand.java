package org.espalier.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line in a Java process of its own, as a user's shell starts it.
final class ChildCommand {

    private ChildCommand() {}

    /// The words that start it.
    ///
    /// @param arguments of the command line
    static List<String> words(List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(
                "-Xmx2g",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-Dai.djl.offline=true"));
        String cache = System.getProperty("DJL_CACHE_DIR");
        if (cache != null) {
            words.add("-DDJL_CACHE_DIR=" + cache);
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.espalier.cli.Main"));
        words.addAll(arguments);
        return words;
    }
}
