package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import org.espalier.search.spark.SparkMaster;
import org.jspecify.annotations.Nullable;

/// Where a search has its candidates scored, if not in this process.
///
/// @param master a Spark master: `local[*]`, `spark://host:port`
/// @param secret file of the cluster's secret; null for the user's own. A local master needs none
public record SparkTarget(String master, @Nullable Path secret) {

    /// The master.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is malformed, or Spark is not part of this program
    SparkMaster checked() {
        SparkMaster checked = new SparkMaster(master);
        SparkMaster.checkPresent();
        return checked;
    }

    static @Nullable SparkTarget absolute(@Nullable SparkTarget target) {
        if (target == null) {
            return null;
        }
        Path secret = target.secret();
        return new SparkTarget(
                target.master(), secret == null ? null : secret.toAbsolutePath().normalize());
    }

    /// Makes sure that a search could start there.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is malformed, or Spark is not part of this program
    public static void check(@Nullable SparkTarget target) {
        if (target != null) {
            target.checked();
        }
    }

    /// As options of the command line.
    static void add(List<String> command, @Nullable SparkTarget target) {
        if (target != null) {
            SearchCommand.add(command, "--spark", target.master());
            SearchCommand.add(command, "--spark-secret", target.secret());
        }
    }
}
