package org.espalier.workbench.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.Trace;
import org.espalier.format.Json;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.VitLogits;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.Installation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The shipped subnet: planned, run by the integer executor, and run in floats by PyTorch. Public, and its fields set
/// late, as JMH wants it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class PlanBenchmark {

    private QuantizedNetwork network;
    private Board board;
    private byte[] picture;
    private VitCheckpoint supernet;
    private Subnet subnet;
    private VitInput input;

    /// Reads the samples and makes a picture of noise.
    @Setup
    public void open() {
        Path assets = Installation.assets();
        network = NetworkFile.read(assets.resolve("vit-clothing-int8"));
        board = Boards.byId("stm32f746g-disco");
        picture = new byte[network.input().bytes()];
        new Random(1).nextBytes(picture);
        supernet = VitCheckpoint.open(assets.resolve("vit-clothing"));
        subnet = Json.read(assets.resolve("vit-clothing").resolve(VitCheckpoint.SUBNET_FILE), Subnet.class);
        float[] values =
                new float[3 * supernet.config().imageSize() * supernet.config().imageSize()];
        Random random = new Random(2);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        input = new VitInput(1, values);
    }

    /// Multiply-accumulates of one inference.
    static long macs() {
        return NetworkFile.read(Installation.assets().resolve("vit-clothing-int8"))
                .macs();
    }

    /// Places every buffer of an inference.
    @Benchmark
    public Plan arena() {
        return Planner.plan(network, board, Techniques.ALL);
    }

    /// One picture in integers.
    @Benchmark
    public Trace executor() {
        return Int8Executor.run(network, picture);
    }

    /// One picture in floats, by the engine.
    @Benchmark
    public List<float[]> torch() {
        return VitLogits.of(supernet.config(), supernet.weights(), subnet, input, TaskContext.NONE);
    }

    /// Closes the supernet.
    @TearDown
    public void close() {
        supernet.close();
    }
}
