package org.espalier.cli;

import picocli.CommandLine.Command;

/// The group `mcu`.
@Command(
        name = "mcu",
        mixinStandardHelpOptions = true,
        description = "Quantize, plan and generate firmware for microcontrollers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {McuClassifyCommand.class, McuFirmwareCommand.class, McuPlanCommand.class})
final class McuCommands extends CommandGroup {}
