package org.espalier.ui.session;

import java.util.Locale;
import org.espalier.ui.text.Words;

/// The pages, in the order of the rail.
public enum PageId {
    /// Samples, recent projects, this machine.
    HOME("mdi2h-home-outline", false, 1),
    /// A model's tensors, and questions to it.
    MODELS("mdi2f-file-tree-outline", false, 2),
    /// Pruning a model.
    PRUNE("mdi2c-content-cut", false, 3),
    /// A space of vision transformers and its subnets.
    SEARCH("mdi2c-chart-scatter-plot", true, 4),
    /// The memory plan of a network on a board.
    MEMORY("mdi2m-memory", true, 5),
    /// The generated C project and its sizes.
    FIRMWARE("mdi2f-file-code-outline", true, 6),
    /// Boards: flash, run, measure.
    BOARDS("mdi2d-developer-board", true, 7),
    /// What was run and what came out.
    RUNS("mdi2h-history", false, 8),
    /// Theme, size, tools, engine, keys, layout.
    SETTINGS("mdi2c-cog-outline", false, 9);

    private final String icon;
    private final boolean device;
    private final int digit;

    PageId(String icon, boolean device, int digit) {
        this.icon = icon;
        this.device = device;
        this.digit = digit;
    }

    /// The icon's literal in the icon font.
    public String icon() {
        return icon;
    }

    /// Whether the page is about a device, and so shows its budget.
    public boolean device() {
        return device;
    }

    /// The digit that leads to the page together with Ctrl.
    public int digit() {
        return digit;
    }

    /// The name in commands and file names: "memory".
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The name on screen: "Memory".
    public String title() {
        return Words.of("page." + word());
    }
}
