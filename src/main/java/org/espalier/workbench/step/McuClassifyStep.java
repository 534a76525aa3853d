package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.compress.quant.Activation;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.Trace;
import org.espalier.format.image.Images;
import org.espalier.task.TaskContext;

/// `mcu classify`: one picture through the integer reference executor. Needs no engine.
public final class McuClassifyStep implements Step<McuClassifyStep.Parameters, McuClassifyStep.Result> {

    /// The schema of the result.
    public static final String SCHEMA = "espalier.integers/1";

    /// What runs on what.
    public record Parameters(Path network, Path image) {}

    /// The integers.
    ///
    /// @param logits int8, one for each class
    /// @param scale the real value of one step
    /// @param zeroPoint the int8 that stands for 0
    /// @param winner the class of the first largest logit
    /// @param classes names of the classes
    public record Result(
            String schema,
            List<Integer> logits,
            double scale,
            int zeroPoint,
            @JsonProperty("class") String winner,
            List<String> classes) {}

    @Override
    public String name() {
        return "mcu classify";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        QuantizedNetwork network = NetworkFile.read(parameters.network());
        byte[] picture = network.input().prepare(Images.read(parameters.image()));
        Trace trace = Int8Executor.run(network, picture);
        List<Integer> logits = new ArrayList<>();
        for (byte logit : trace.logits()) {
            logits.add((int) logit);
        }
        Activation last = network.logits();
        return new Result(
                SCHEMA,
                logits,
                last.scaleOf(0),
                (int) last.zeroOf(0),
                network.classes().get(trace.winner()),
                network.classes());
    }
}
