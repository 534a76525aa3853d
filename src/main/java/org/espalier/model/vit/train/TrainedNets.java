package org.espalier.model.vit.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.model.vit.VitConfig;

/// Which nets of a supernet one step trains. The first learns from the labels; what the others learn from is
/// [#labelShare()].
public sealed interface TrainedNets {

    /// The nets of a step, the one whose loss is on the curve first.
    List<Subnet> of(VitConfig config, Recipe recipe, long step);

    /// How much of their target the nets after the first take from the labels; the rest is the first net's answer
    /// (in-place distillation).
    float labelShare();

    /// The largest net, and every so many steps a random one beside it ([Recipe#subnetEvery()]).
    record Usual() implements TrainedNets {
        @Override
        public List<Subnet> of(VitConfig config, Recipe recipe, long step) {
            if (step % recipe.subnetEvery() != 0 || config.choices().isEmpty()) {
                return List.of(config.largest());
            }
            Subnet subnet = new SubnetSampler(config).next(new SplittableRandom(recipe.seed() * 77 + step));
            return List.of(config.largest(), subnet);
        }

        @Override
        public float labelShare() {
            return 0.5f;
        }
    }

    /// One uniformly random net (AutoFormer and the released MCUFormer).
    record OneRandom() implements TrainedNets {
        @Override
        public List<Subnet> of(VitConfig config, Recipe recipe, long step) {
            return List.of(new SubnetSampler(config).next(new SplittableRandom(recipe.seed() * 77 + step)));
        }

        @Override
        public float labelShare() {
            return 1;
        }
    }

    /// The sandwich rule (Yu and Huang 2019): the largest, the smallest and some random nets, all but the largest
    /// taught by it.
    ///
    /// @param random how many random ones
    record Sandwich(int random) implements TrainedNets {
        @Override
        public List<Subnet> of(VitConfig config, Recipe recipe, long step) {
            List<Subnet> nets = new ArrayList<>(List.of(config.largest()));
            Choices choices = config.choices();
            if (!choices.isEmpty()) {
                nets.add(Subnet.uniform(
                        java.util.Collections.min(choices.depth()),
                        java.util.Collections.min(choices.embedDim()),
                        java.util.Collections.min(choices.heads()),
                        java.util.Collections.min(choices.mlpRatio())));
                SplittableRandom source = new SplittableRandom(recipe.seed() * 77 + step);
                for (int i = 0; i < random; i++) {
                    nets.add(new SubnetSampler(config).next(source));
                }
            }
            return nets;
        }

        @Override
        public float labelShare() {
            return 0;
        }
    }

    /// One chosen net: fine-tuning.
    record Fixed(Subnet subnet) implements TrainedNets {
        @Override
        public List<Subnet> of(VitConfig config, Recipe recipe, long step) {
            return List.of(subnet);
        }

        @Override
        public float labelShare() {
            return 1;
        }
    }
}
