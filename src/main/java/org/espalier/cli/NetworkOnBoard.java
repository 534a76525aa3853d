package org.espalier.cli;

import java.nio.file.Path;
import org.espalier.plan.Boards;
import org.espalier.plan.Techniques;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options that say which network is laid out for which board, and how.
final class NetworkOnBoard {

    @Parameters(paramLabel = "NET", description = "An int8 network's folder, made by 'mcu quantize'.")
    @SuppressWarnings("NullAway.Init")
    Path network;

    @Option(
            names = "--board",
            paramLabel = "B",
            defaultValue = Boards.DEFAULT,
            description = "The board's id. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    String board;

    @Option(names = "--no-integration", description = "Keep normalisation, GELU, softmax and sums as operators apart.")
    private boolean noIntegration;

    @Option(names = "--no-decomposition", description = "Unfold the whole picture before the patch embedding.")
    private boolean noDecomposition;

    @Option(names = "--no-overwriting", description = "Never place an output over an input.")
    private boolean noOverwriting;

    /// The techniques that are not switched off.
    Techniques techniques() {
        return new Techniques(!noIntegration, !noDecomposition, !noOverwriting);
    }
}
