package org.espalier.ui.shell;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/// When the first page was laid out.
///
/// @param millis since the start of the JVM
/// @param processorMillis processor time of all threads until then: what is left of it where nothing else runs
record FirstPage(long millis, long processorMillis) {

    /// Now.
    static FirstPage now() {
        Duration spent = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new FirstPage(
                System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime(),
                spent.toMillis());
    }
}
