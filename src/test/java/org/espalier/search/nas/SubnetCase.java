package org.espalier.search.nas;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.ClipPreprocessor;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.plan.Boards;
import org.espalier.search.evaluate.ModelFiles;
import org.espalier.search.evaluate.ScoringCase;
import org.espalier.search.evaluate.Supplements;

/// Subnets of the shipped vision transformer.
public final class SubnetCase {

    /// 320 KiB of SRAM and 1 MiB of flash, wherever they lie.
    static final Limits STM32F746 = new Limits(320 * 1024, 1024 * 1024, Double.POSITIVE_INFINITY);

    private static final Path SUPERNET = Path.of("assets/vit-clothing");
    private static final int PICTURES = 16;

    private SubnetCase() {}

    /// Loads the supernet.
    ///
    /// @param subnets how many tasks
    public static ScoringCase<Subnet, Double> open(int subnets) {
        VitCheckpoint net = VitCheckpoint.open(SUPERNET);
        Evaluation validation = pictures(net);
        SearchSpace space = SearchSpace.of(SUPERNET.toString());
        SubnetBreeder breeder = new SubnetBreeder(
                space,
                new SubnetCosts(space.config(), MemoryMode.CORRECTED, Boards.byId(Boards.DEFAULT)),
                new Limits(1L << 30, 1L << 30, Double.POSITIVE_INFINITY));
        SplittableRandom random = new SplittableRandom(3);
        List<Subnet> tasks = new ArrayList<>(List.of(space.smallest()));
        while (tasks.size() < subnets) {
            Subnet drawn = breeder.random(random);
            if (!tasks.contains(drawn)) {
                tasks.add(drawn);
            }
        }
        return new ScoringCase<>(
                Subnet.class,
                Double.class,
                new SubnetScorer(net, validation),
                () -> new SubnetScorerFactory(ModelFiles.of(SUPERNET, ModelFiles.MOST_SENT), validation),
                Supplements.none(),
                tasks,
                Subnet.uniform(1000, 1 << 20, 3, 4),
                net::close);
    }

    private static Evaluation pictures(VitCheckpoint net) {
        try (ImageFolder folder = ImageFolder.open(Path.of("assets/data/clothing10"))) {
            List<ImageFolder.Item> all = folder.items(Split.TEST);
            ClipPreprocessor preprocessor = VitInput.preprocessor(net.config());
            int side = net.config().imageSize();
            float[] values = new float[PICTURES * 3 * side * side];
            int[] labels = new int[PICTURES];
            for (int i = 0; i < PICTURES; i++) {
                ImageFolder.Item item = all.get(i * all.size() / PICTURES);
                System.arraycopy(
                        preprocessor.values(folder.read(item)), 0, values, i * 3 * side * side, 3 * side * side);
                labels[i] = item.label();
            }
            return new Evaluation(new VitInput(PICTURES, values), labels);
        }
    }
}
