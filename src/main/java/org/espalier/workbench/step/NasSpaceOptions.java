package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.search.nas.Limits;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.BoardMeasurements;
import org.jspecify.annotations.Nullable;

/// Which space, at which size, under which limits.
///
/// @param space a name, a configuration file or a folder with one
/// @param image side in pixels, null for the space's own
/// @param patch side in pixels, null for the space's own
/// @param rank rank ratio of three factors, null for the space's own
/// @param rankAttention rank ratio of attention with two factors; goes with `rankMlp`
/// @param budget bytes of SRAM, null for what the board has in all its memories
/// @param flash bytes of flash, null for what the board has on the chip and outside it
/// @param mode `compat` or `corrected`
/// @param board its id; null for an STM32F746 Discovery; what it has is the limit where no other is given
/// @param latency milliseconds of one inference, null if time does not matter
/// @param only the choices that are left, null for all
public record NasSpaceOptions(
        String space,
        @Nullable Integer image,
        @Nullable Integer patch,
        @Nullable Double rank,
        @Nullable Double rankAttention,
        @Nullable Double rankMlp,
        @Nullable Long budget,
        @Nullable Long flash,
        String mode,
        @Nullable String board,
        @Nullable Double latency,
        @Nullable Choices only) {

    /// With all of the space's choices.
    public NasSpaceOptions(
            String space,
            @Nullable Integer image,
            @Nullable Integer patch,
            @Nullable Double rank,
            @Nullable Double rankAttention,
            @Nullable Double rankMlp,
            @Nullable Long budget,
            @Nullable Long flash,
            String mode,
            @Nullable String board,
            @Nullable Double latency) {
        this(space, image, patch, rank, rankAttention, rankMlp, budget, flash, mode, board, latency, null);
    }

    /// The space these options name.
    ///
    /// @throws WorkbenchException if there is none, or it cannot have this size
    SearchSpace resolve() {
        SearchSpace named = SearchSpace.of(space);
        SearchSpace sized = named.at(
                image == null ? named.config().imageSize() : image,
                patch == null ? named.config().patchSize() : patch,
                lowRank(named.config().lowRank()));
        return only == null ? sized : sized.only(only);
    }

    private LowRank lowRank(LowRank own) {
        if (rank != null && (rankAttention != null || rankMlp != null)) {
            throw WorkbenchException.usage(
                    "nas.rank",
                    "--rank and --rank-attention or --rank-mlp exclude each other",
                    "Give one or the other.");
        }
        if (rank != null) {
            return new LowRank.ThreeFactor(rank);
        }
        Double attention = rankAttention;
        Double mlp = rankMlp;
        if (attention == null && mlp == null) {
            return own;
        }
        if (attention == null || mlp == null) {
            throw WorkbenchException.usage("nas.rank", "--rank-attention and --rank-mlp go together", "Give both.");
        }
        return new LowRank.TwoFactor(attention, mlp);
    }

    SubnetCosts costs(SearchSpace resolved) {
        return costs(resolved, BoardTimes.now(device(), BoardMeasurements.ofUser()));
    }

    /// @param times what the board took
    SubnetCosts costs(SearchSpace resolved, BoardTimes times) {
        Board device = device();
        return new SubnetCosts(resolved.config(), MemoryMode.of(mode), device, times.model(device));
    }

    Board device() {
        return Boards.byId(boardId());
    }

    /// What these options allow. A budget that is not larger than what the board has asks for a subnet that
    /// the board's memories hold, as the planner divides it among them; a larger one stands for itself, as
    /// any does where published formulas count.
    Limits limits() {
        Limits own = Limits.of(device());
        boolean formulas = MemoryMode.of(mode) == MemoryMode.COMPAT;
        return new Limits(
                budget == null ? own.sram() : budget,
                flash == null ? own.flash() : flash,
                latency == null ? Double.POSITIVE_INFINITY : latency,
                budget == null || (!formulas && budget <= own.sram()),
                flash == null || flash <= own.flash());
    }

    /// Side of the space's pictures.
    ///
    /// @throws WorkbenchException if there is no such space
    public int pictureSide() {
        return resolve().config().imageSize();
    }

    String boardId() {
        return board == null ? Boards.DEFAULT : board;
    }

    /// The file of a board of one's own.
    Optional<Path> boardFile() {
        return OwnBoard.file(boardId());
    }

    /// Files that they name: a space, unless it is one of the program's own, and a board of one's own.
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        Path file = Path.of(space);
        if (Files.exists(file)) {
            files.add(file);
        }
        boardFile().ifPresent(files::add);
        return files;
    }

    /// The same with paths that mean the same from every working folder.
    NasSpaceOptions absolute() {
        Path file = Path.of(space);
        return new NasSpaceOptions(
                Files.exists(file) ? file.toAbsolutePath().normalize().toString() : space,
                image,
                patch,
                rank,
                rankAttention,
                rankMlp,
                budget,
                flash,
                mode,
                OwnBoard.absolute(board),
                latency,
                only);
    }

    /// The same for another space.
    NasSpaceOptions at(String other) {
        return new NasSpaceOptions(
                other, image, patch, rank, rankAttention, rankMlp, budget, flash, mode, board, latency, only);
    }

    /// As options of the command line.
    List<String> command() {
        List<String> command = new ArrayList<>();
        SearchCommand.add(command, "--image", image);
        SearchCommand.add(command, "--patch", patch);
        SearchCommand.add(command, "--rank", rank);
        SearchCommand.add(command, "--rank-attention", rankAttention);
        SearchCommand.add(command, "--rank-mlp", rankMlp);
        SearchCommand.add(command, "--budget", budget);
        SearchCommand.add(command, "--flash", flash);
        SearchCommand.add(command, "--mode", mode.equals("corrected") ? null : mode);
        SearchCommand.add(command, "--board", board);
        SearchCommand.add(command, "--latency", latency);
        if (only != null) {
            only.byKind().forEach((kind, values) -> only(command, kind, values));
        }
        return command;
    }

    private static void only(List<String> command, String kind, List<? extends Number> values) {
        if (!values.isEmpty()) {
            command.add("--only");
            command.add(kind + "=" + values.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }
}
