package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.Component;

/// Layers that are pruned together, because data meets them together: those of one block, or the projector's.
///
/// @param block from 0; -1 for the projector
record LayerGroup(Component component, int block, List<PrunableLayer> layers) {

    /// Divides layers, which are in their order, into groups.
    static List<LayerGroup> of(Iterable<PrunableLayer> layers) {
        List<LayerGroup> groups = new ArrayList<>();
        for (PrunableLayer layer : layers) {
            Component component = layer.role().component();
            int block = layer.role().block();
            LayerGroup last = groups.isEmpty() ? null : groups.getLast();
            if (last == null || last.component != component || last.block != block) {
                last = new LayerGroup(component, block, new ArrayList<>());
                groups.add(last);
            }
            last.layers.add(layer);
        }
        return groups;
    }

    /// What a job's journal calls it.
    String name() {
        return component.word() + " " + block;
    }

    /// What the user is told while it is pruned.
    String stage(long blocks) {
        return switch (component) {
            case LANGUAGE_MODEL -> "Pruning block " + (block + 1) + " of " + blocks;
            case VISION_TOWER -> "Pruning vision block " + (block + 1) + " of " + blocks;
            case PROJECTOR -> "Pruning the projector";
        };
    }
}
