package org.espalier.workbench.bench;

import java.util.List;
import java.util.stream.Collectors;
import org.espalier.task.WorkbenchException;

/// All suites, in the order `bench all` runs them.
public final class BenchSuites {

    private static final List<BenchSuite> ALL = List.of(
            new FirmwareSuite(),
            new DecodeSuite(),
            new PruneSuite(),
            new PlanSuite(),
            new SearchSuite(),
            new WindowSuite());

    private BenchSuites() {}

    /// The suites of some names; none and `all` mean every one.
    ///
    /// @throws WorkbenchException if there is no suite of a name
    public static List<BenchSuite> of(List<String> names) {
        if (names.isEmpty() || names.contains("all")) {
            return ALL;
        }
        return names.stream().distinct().map(BenchSuites::of).toList();
    }

    private static BenchSuite of(String name) {
        return ALL.stream()
                .filter(suite -> suite.name().equals(name))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.usage(
                        "bench.suite",
                        "There is no benchmark '" + name + "'",
                        "Choose among: all, "
                                + ALL.stream().map(BenchSuite::name).collect(Collectors.joining(", ")) + "."));
    }
}
