package org.espalier.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options that say which firmware is on which board.
final class FirmwareOnBoard {

    @Parameters(paramLabel = "DIR", description = "A firmware folder, made by 'mcu firmware'.")
    @SuppressWarnings("NullAway.Init")
    Path firmware;

    @Option(
            names = "--board",
            paramLabel = "ID",
            defaultValue = "virtual:stm32f746g-disco",
            description = "A board of 'board list'. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    String board;
}
