package org.espalier.workbench.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.compress.prune.CalibrationFile;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.TextConfig;
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

/// Both shipped models, set up so that candidates of both searches can be scored: policies of the LLaVA by samples,
/// subnets of the supernet by as many pictures.
final class SearchModels implements AutoCloseable {

    /// Samples or pictures that a candidate is scored by.
    static final int SAMPLES = 64;

    private static final double TARGET = 0.8;
    private static final int DRAWN = 64;

    private final LlavaModel llava;
    private final SearchBench exact;
    private final SearchBench nested;
    private final PolicySpace space;
    private final long tokens;
    private final VitCheckpoint supernet;
    private final SubnetScorer scorer;
    private final SubnetCosts costs;

    /// Loads both models and looks at the samples.
    SearchModels() {
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
        tokens = tokens(samples);
        exact = bench(samples, true);
        nested = bench(samples, false);
        space = PolicySpace.of(exact.layers(), Unit.HALF, TARGET);
        supernet = VitCheckpoint.open(assets.resolve("vit-clothing"));
        int side = supernet.config().imageSize();
        float[] pixels = new float[SAMPLES * 3 * side * side];
        Random random = new Random(1);
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

    /// How many layers of the LLaVA a policy prunes.
    int layers() {
        return exact.layers().size();
    }

    /// Tokens that the decoder sees at least: every text's, and each picture's once.
    private long tokens(List<Sample> samples) {
        int image = llava.config().imageToken();
        Map<Integer, Long> pictures = new HashMap<>();
        long texts = 0;
        for (Sample sample : samples) {
            long words = Arrays.stream(sample.prompt().tokens())
                    .filter(token -> token != image)
                    .count();
            texts += words + sample.answer().length;
            sample.prompt()
                    .pictures()
                    .forEach(pixels -> pictures.put(
                            Arrays.hashCode(pixels), sample.prompt().tokens().length - words));
        }
        return texts + pictures.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Multiplications and additions in the decoder's layers for all samples; attention left out.
    double forwardOperations() {
        return 2.0
                * tokens
                * exact.layers().values().stream().mapToLong(Integer::longValue).sum();
    }

    /// Those of OBS for every layer: the factor of its columns' second moments, and what each column takes from those
    /// before it.
    double pruningOperations() {
        TextConfig text = llava.config().text();
        double operations = 0;
        for (Map.Entry<String, Integer> layer : exact.layers().entrySet()) {
            double columns = layer.getKey().endsWith("down_proj") ? text.intermediate() : text.hidden();
            operations += columns * columns * columns / 3 + layer.getValue() * columns;
        }
        return operations;
    }

    /// Those of scoring a subnet on all pictures, the mean of some.
    double subnetOperations() {
        Random random = new Random(1);
        return 2.0
                * SAMPLES
                * IntStream.range(0, DRAWN)
                        .mapToLong(_ -> costs.macs(subnet(random)))
                        .average()
                        .orElse(Double.NaN);
    }

    /// A new policy.
    Task policy(Random random) {
        double[] ratios = random.doubles(space.genes().size(), TARGET - 0.15, TARGET + 0.15)
                .toArray();
        return new Task(
                space.repair(ratios, Ranges.all(ratios.length, TARGET - 0.3, 0.97, 0.05)),
                Part.PROXY,
                Projectors.OWN,
                false);
    }

    /// A new subnet.
    Subnet subnet(Random random) {
        Subnet largest = supernet.config().largest();
        List<Integer> heads = new ArrayList<>();
        largest.heads().forEach(most -> heads.add(1 + random.nextInt(most)));
        return new Subnet(largest.depth(), largest.embedDim(), heads, largest.mlpRatio());
    }

    Score exact(Task policy) {
        return exact.scorer().score(policy, TaskContext.NONE);
    }

    Score nested(Task policy) {
        return nested.scorer().score(policy, TaskContext.NONE);
    }

    Double accuracy(Subnet subnet) {
        return scorer.score(subnet, TaskContext.NONE);
    }

    double costs(Subnet subnet) {
        return costs.peak(subnet) + costs.flash(subnet);
    }

    @Override
    public void close() {
        exact.close();
        nested.close();
        llava.close();
        supernet.close();
    }
}
