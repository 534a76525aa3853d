package org.espalier.ui.prune;

import java.util.List;

/// What has one ratio of its own in the policy editor: a block's attention, its MLP, or the projector.
///
/// @param block the block's name on screen
/// @param attention whether it is the block's attention; else its MLP
/// @param layers the canonical names of its layers
/// @param weights in all of them
record PolicyPart(String block, boolean attention, List<String> layers, long weights) {

    PolicyPart {
        layers = List.copyOf(layers);
    }
}
