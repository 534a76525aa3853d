package org.espalier.workbench.step;

import ai.djl.util.cuda.CudaUtils;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.TaskContext;

/// Whether the engine can use a graphics processor here, and if not, what it lacks.
public final class CudaStep implements Step<CudaStep.Parameters, CudaStep.Result> {

    private static final String LIBRARY = "pytorch-native-cu";

    /// Nothing to choose.
    public record Parameters() {}

    /// What was found.
    ///
    /// @param processors graphics processors that CUDA's driver names
    /// @param library whether this installation has PyTorch's library for them
    /// @param lacks what is missing, in words; empty if nothing is
    public record Result(String schema, int processors, boolean library, List<String> lacks) {

        /// Copies the list.
        public Result {
            lacks = List.copyOf(lacks);
        }

        /// Whether the engine uses them.
        public boolean usable() {
            return lacks.isEmpty();
        }
    }

    @Override
    public String name() {
        return "engine cuda";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        return of(
                CudaUtils.getGpuCount(),
                Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
                        .anyMatch(entry -> new File(entry).getName().startsWith(LIBRARY)));
    }

    static Result of(int processors, boolean library) {
        List<String> lacks = new ArrayList<>();
        if (processors == 0) {
            lacks.add("CUDA's driver finds no graphics processor on this machine");
        }
        if (!library) {
            lacks.add("this installation has PyTorch's library for processors only (" + LIBRARY
                    + "… is not on its class path)");
        }
        return new Result("espalier.cuda/1", processors, library, lacks);
    }
}
