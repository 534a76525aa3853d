package org.espalier.workbench.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.espalier.compress.prune.CalibrationFile;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.plan.Boards;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.search.nas.SubnetScorer;
import org.espalier.search.prune.ExactPruner;
import org.espalier.search.prune.Part;
import org.espalier.search.prune.PolicySpace;
import org.espalier.search.prune.Projectors;
import org.espalier.search.prune.Ranges;
import org.espalier.search.prune.Sample;
import org.espalier.search.prune.SampleMaker;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.SearchBench;
import org.espalier.search.prune.Task;
import org.espalier.search.prune.Unit;
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

/// Candidates of both searches on the shipped models, each a new one: policies of the LLaVA by 64 samples, subnets of
/// the supernet by 64 pictures. Public, and its fields set late, as JMH wants it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init")
public class SearchBenchmark {

    private static final int SAMPLES = 64;
    private static final double TARGET = 0.8;

    private final Random random = new Random(1);
    private LlavaModel llava;
    private SearchBench exact;
    private SearchBench nested;
    private PolicySpace space;
    private VitCheckpoint supernet;
    private SubnetScorer scorer;
    private SubnetCosts costs;

    /// Loads both models and looks at the samples.
    @Setup
    public void open() {
        Path assets = Installation.assets();
        Path model = assets.resolve("llava-easy-vqa");
        Path data = assets.resolve("data/easy-vqa");
        llava = LlavaModel.open(model);
        List<Sample> samples;
        try (Questions questions = Questions.open(model, llava.config(), true)) {
            samples = new SampleMaker(questions)
                    .of(
                            CalibrationFile.read(
                                    data.resolve("calibration.jsonl"), data.resolve("train/images"), SAMPLES, 0),
                            TaskContext.NONE);
        }
        exact = bench(samples, true);
        nested = bench(samples, false);
        space = PolicySpace.of(exact.layers(), Unit.HALF, TARGET);
        supernet = VitCheckpoint.open(assets.resolve("vit-clothing"));
        int side = supernet.config().imageSize();
        float[] pixels = new float[SAMPLES * 3 * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        scorer = new SubnetScorer(supernet, new Evaluation(new VitInput(SAMPLES, pixels), new int[SAMPLES]));
        costs = new SubnetCosts(supernet.config(), MemoryMode.CORRECTED, Boards.byId("stm32f746g-disco"));
    }

    private SearchBench bench(List<Sample> samples, boolean exactly) {
        SearchBench.Setup setup = new SearchBench.Setup(exactly, ExactPruner.Method.corrected(), 1, 1);
        return new SearchBench(llava, samples, samples.subList(0, 4), null, setup, TaskContext.NONE);
    }

    private Task policy() {
        double[] ratios = random.doubles(space.genes().size(), TARGET - 0.15, TARGET + 0.15)
                .toArray();
        return new Task(
                space.repair(ratios, Ranges.all(ratios.length, TARGET - 0.3, 0.97, 0.05)),
                Part.PROXY,
                Projectors.OWN,
                false);
    }

    private Subnet subnet() {
        Subnet largest = supernet.config().largest();
        List<Integer> heads = new ArrayList<>();
        largest.heads().forEach(most -> heads.add(1 + random.nextInt(most)));
        return new Subnet(largest.depth(), largest.embedDim(), heads, largest.mlpRatio());
    }

    /// A policy pruned by OBS, layer by layer, and scored.
    @Benchmark
    public Score exact() {
        return exact.scorer().score(policy(), TaskContext.NONE);
    }

    /// A policy pruned by rank maps and scored.
    @Benchmark
    public Score nested() {
        return nested.scorer().score(policy(), TaskContext.NONE);
    }

    /// A subnet's accuracy with inherited weights.
    @Benchmark
    public Double subnetAccuracy() {
        return scorer.score(subnet(), TaskContext.NONE);
    }

    /// A subnet's SRAM and flash from its real plan.
    @Benchmark
    public double subnetCosts() {
        Subnet subnet = subnet();
        return costs.peak(subnet) + costs.flash(subnet);
    }

    /// Closes the models.
    @TearDown
    public void close() {
        exact.close();
        nested.close();
        llava.close();
        supernet.close();
    }
}
