package org.espalier.firmware;

import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.format.Json;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.ImageSizes;

/// What the linker made of a project: the image and its sizes beside the plan's. It is `build/firmware.json` of the
/// project, and what `mcu firmware` prints.
///
/// @param schema "espalier.firmware/1"
/// @param board the board's id
/// @param network the network's name
/// @param identity SHA-256 of the network, as the board reports it
/// @param elf the linked image with symbols
/// @param bin the bytes that go to flash
/// @param sha256 of `bin`
public record BuiltFirmware(
        String schema,
        String board,
        String network,
        String identity,
        String elf,
        String bin,
        String sha256,
        ImageSizes.Flash flash,
        ImageSizes.Sram sram) {

    /// The schema of this record.
    public static final String SCHEMA = "espalier.firmware/1";

    /// Where a project keeps it.
    public static final String FILE = "build/firmware.json";

    /// The same with paths below another folder.
    BuiltFirmware at(Path folder) {
        return new BuiltFirmware(
                schema,
                board,
                network,
                identity,
                folder.resolve(Build.ELF).toString(),
                folder.resolve(Build.BIN).toString(),
                sha256,
                flash,
                sram);
    }

    /// The board it was built for, as its project describes it.
    ///
    /// @param project the folder this was read from
    /// @throws org.espalier.task.WorkbenchException if the project has no description and no board
    ///     of the build that id
    public Board description(Path project) {
        Path own = project.resolve(FirmwareBuilder.BOARD);
        return Boards.byId(Files.exists(own) ? own.toString() : board);
    }

    /// Reads what a project's build left, with paths below `project`.
    ///
    /// @throws org.espalier.task.WorkbenchException if the folder is no built project
    public static BuiltFirmware read(Path project) {
        return Json.read(project.resolve(FILE), BuiltFirmware.class).at(project);
    }
}
