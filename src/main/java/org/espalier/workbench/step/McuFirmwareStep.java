package org.espalier.workbench.step;

import java.nio.file.Path;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.firmware.BuiltFirmware;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.ImageSizes;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;

/// `mcu firmware`: a C project of an int8 network for a board, built.
public final class McuFirmwareStep implements Step<McuFirmwareStep.Parameters, McuFirmwareStep.Result> {

    /// What goes where.
    ///
    /// @param network the folder of an int8 network
    /// @param board its id; `virtual:ID` is the same
    /// @param out the project's folder
    /// @param force whether an existing project is replaced, except its `user/`
    public record Parameters(Path network, String board, Path out, Techniques techniques, boolean force) {}

    /// The image and its sizes.
    ///
    /// @param identity SHA-256 of the network
    /// @param sha256 of the raw image
    public record Result(
            String schema,
            String elf,
            String bin,
            String sha256,
            String board,
            String network,
            String identity,
            ImageSizes.Flash flash,
            ImageSizes.Sram sram) {}

    @Override
    public String name() {
        return "mcu firmware";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        Board board = Boards.byId(parameters.board());
        QuantizedNetwork network = NetworkFile.read(parameters.network());
        BuiltFirmware built = FirmwareBuilder.build(
                network,
                Planner.plan(network, board, parameters.techniques()),
                board,
                new FirmwareBuilder.Place(
                        parameters.out(), parameters.force(), ReadPlaces.of(parameters.network(), parameters.board())),
                context);
        return new Result(
                built.schema(),
                built.elf(),
                built.bin(),
                built.sha256(),
                built.board(),
                built.network(),
                built.identity(),
                built.flash(),
                built.sram());
    }
}
