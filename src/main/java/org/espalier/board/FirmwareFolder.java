package org.espalier.board;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.espalier.board.serial.Identity;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.firmware.BuiltFirmware;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.firmware.NetworkIdentity;
import org.espalier.format.Json;
import org.espalier.format.Sha256;
import org.espalier.plan.ArenaStalls;
import org.espalier.plan.Board;
import org.espalier.plan.FlashStalls;
import org.espalier.plan.Plan;
import org.espalier.task.WorkbenchException;

/// A firmware project that was built, checked to be of one piece: image, symbols and network belong
/// together.
///
/// @param folder the project
/// @param built what its build recorded
/// @param network the network it computes
/// @param image the bytes for flash, with the names of the ELF file
public record FirmwareFolder(Path folder, BuiltFirmware built, QuantizedNetwork network, FirmwareImage image) {

    private static final String REBUILD = "Build it again: espalier mcu firmware NET --out DIR.";

    /// Opens a project.
    ///
    /// @throws WorkbenchException if it is not built, or its image or network is not the one its build
    /// recorded
    public static FirmwareFolder open(Path folder) {
        FirmwareFolder found = openAnyImage(folder);
        BuiltFirmware built = found.built();
        FirmwareImage raw =
                FirmwareImage.raw(Path.of(built.bin()), found.image().base());
        if (!Arrays.equals(found.image().bytes(), raw.bytes())) {
            throw WorkbenchException.input(
                    "board.firmware.mixed",
                    built.elf() + " and " + Path.of(built.bin()).getFileName() + " hold different images",
                    REBUILD);
        }
        String sha256 = Sha256.hex(raw.bytes());
        if (!sha256.equals(built.sha256())) {
            throw WorkbenchException.input(
                    "board.firmware.changed",
                    built.bin() + ": is not the image that was built (SHA-256 " + sha256.substring(0, 12)
                            + "…, recorded " + head(built.sha256()) + "…)",
                    REBUILD);
        }
        return found;
    }

    /// The plan it was made from; nothing in projects of earlier versions.
    public Optional<Plan> plan() {
        Path file = folder.resolve(FirmwareBuilder.PLAN);
        return Files.exists(file) ? Optional.of(Json.read(file, Plan.class)) : Optional.empty();
    }

    /// Cycles that each step is estimated to wait for memories, which no virtual board counts; 0
    /// where no plan is left.
    List<Long> stalls(int steps) {
        Board board = built.description(folder);
        Optional<Plan> plan = plan().filter(p -> p.steps().size() == steps);
        FlashStalls weights = FlashStalls.of(board);
        ArenaStalls arena = ArenaStalls.of(board);
        return plan.map(p -> p.steps().stream()
                        .map(s -> weights.of(p, s) + arena.of(p, s))
                        .toList())
                .orElse(Collections.nCopies(steps, 0L));
    }

    /// Whether the linked image has the bytes that were built.
    public boolean imageAsBuilt() {
        return Sha256.hex(image.bytes()).equals(built.sha256());
    }

    /// Refuses a board that runs something else than this folder's network.
    ///
    /// @param link the board's line, for people
    /// @param identity what its firmware says of itself
    /// @throws WorkbenchException if it is another network, or one of another shape
    void checkRuns(String link, Identity identity) {
        if (!identity.network().equals(built.identity())) {
            throw WorkbenchException.input(
                    "board.runs.other",
                    link + ": the image on the board computes another network (SHA-256 " + head(identity.network())
                            + "…) than " + folder + " records (" + head(built.identity()) + "…)",
                    "Flash the folder's image: espalier board flash " + folder
                            + " --board ID. If it is the folder's own image, build the folder again.");
        }
        int bytes = network.input().bytes();
        int classes = network.classes().size();
        if (identity.inputBytes() != bytes || identity.classes() != classes) {
            throw WorkbenchException.input(
                    "board.runs.shape",
                    link + ": the image on the board takes " + identity.inputBytes() + " bytes and gives "
                            + identity.classes() + " classes, its network takes " + bytes + " and gives " + classes,
                    "Build the folder again: espalier mcu firmware NET --out DIR.");
        }
    }

    /// Opens a project to look for what is wrong with it: its linked image may have been changed since
    /// it was built.
    ///
    /// @throws WorkbenchException if it is not built, or its network is not the one its build recorded
    public static FirmwareFolder openAnyImage(Path folder) {
        if (!Files.isRegularFile(folder.resolve(BuiltFirmware.FILE))) {
            throw WorkbenchException.input(
                    "board.firmware.missing",
                    folder + ": holds no built firmware: there is no " + BuiltFirmware.FILE,
                    "Name the folder that 'espalier mcu firmware NET --out DIR' made.");
        }
        BuiltFirmware built = BuiltFirmware.read(folder);
        Board board = built.description(folder);
        FirmwareImage image = FirmwareImage.elf(Path.of(built.elf()));
        if (image.base() != board.flash().address()) {
            throw WorkbenchException.input(
                    "board.firmware.mixed",
                    built.elf() + ": is linked for another place than the flash of the " + board.name(),
                    REBUILD);
        }
        QuantizedNetwork network = NetworkFile.read(folder.resolve(FirmwareBuilder.NETWORK));
        String identity = NetworkIdentity.hex(network);
        if (!identity.equals(built.identity())) {
            throw WorkbenchException.input(
                    "board.firmware.network",
                    folder.resolve(FirmwareBuilder.NETWORK) + ": is not the network the image was made from (SHA-256 "
                            + head(identity) + "…, recorded " + head(built.identity()) + "…)",
                    REBUILD);
        }
        return new FirmwareFolder(folder, built, network, image);
    }

    private static String head(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
