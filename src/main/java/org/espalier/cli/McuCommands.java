package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `mcu`.
@Command(
        name = "mcu",
        mixinStandardHelpOptions = true,
        description = "Quantize, plan and generate firmware for microcontrollers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            McuQuantizeCommand.class,
            McuClassifyCommand.class,
            McuPlanCommand.class,
            McuFirmwareCommand.class
        })
final class McuCommands extends CommandGroup {}
