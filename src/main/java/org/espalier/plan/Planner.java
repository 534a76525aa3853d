package org.espalier.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Makes plans: steps, lifetimes, offsets, and what they add up to on a board.
public final class Planner {

    /// Stack a generated firmware sets aside.
    public static final int STACK_BYTES = 4096;

    /// Variables of the firmware outside the arena that are the same for every network: six frames of the serial
    /// protocol and what decodes them.
    static final int PROTOCOL_BYTES = 3940;

    /// An allowance for start-up code, protocol and operator library.
    private static final int LIBRARY_BYTES = 20 * 1024;

    /// An allowance for what the library needs besides where attention knows relative positions.
    private static final int RELATIVE_BYTES = 5 * 1024;

    /// An allowance for each step's calls, constants and name.
    private static final int STEP_BYTES = 224;

    private final QuantizedNetwork network;
    private final Board board;
    private final Techniques techniques;
    private final List<Draft> drafts;

    private Planner(QuantizedNetwork network, Board board, Techniques techniques) {
        this.network = network;
        this.board = board;
        this.techniques = techniques;
        this.drafts = Draft.of(network, techniques);
    }

    /// The plan of a network on a board. It is returned whether or not it fits; [Plan#fits()] says.
    ///
    /// @throws WorkbenchException infeasible if its matrices are larger than addresses of 31 bits can count
    public static Plan plan(QuantizedNetwork network, Board board, Techniques techniques) {
        return new Planner(network, board, techniques).plan();
    }

    /// Variables outside the arena, as the linker lays them out before the arena, which starts at a multiple of 16: the
    /// protocol's, the logits in whole words, and a time stamp before each step and after the last.
    public static int variableBytes(int steps, int classes) {
        int all = STACK_BYTES + PROTOCOL_BYTES + Scratch.up(classes, 4) + 4 * (steps + 1);
        return Scratch.up(all, 16) - STACK_BYTES;
    }

    /// An allowance for code, which grows with the steps.
    public static int codeBytes(int steps) {
        return LIBRARY_BYTES + STEP_BYTES * steps;
    }

    /// Bytes of flash that cannot leave the chip: code, and constants that have no place outside it.
    ///
    /// @param steps of its plan
    public static long leastOnChip(QuantizedNetwork network, Board board, int steps) {
        boolean outside = board.weightFlash().isPresent();
        FlashLayout layout = outside ? FlashLayout.of(network, 0) : FlashLayout.of(network);
        return layout.weights() + layout.tables() + codeBytes(steps);
    }

    private Plan plan() {
        Lifetimes small = lifetimes(_ -> Scratch.TILES.getLast());
        long[] live = ArenaLayout.live(small.all());
        long peak = Arrays.stream(live).max().orElse(0);
        Lifetimes large = lifetimes(step -> largestTile(step, small, live[step], peak));
        int arena = ArenaLayout.place(large.all());
        int least = ArenaLayout.place(small.all());
        List<Long> room = room();
        if (least > room.getFirst() && room.size() > 1) {
            Optional<Plan> split = split(large, room).or(() -> split(small, room));
            if (split.isPresent()) {
                return split.get();
            }
        }
        // Larger tiles read flash less often; they must not cost arena.
        return arena <= least ? assemble(large, List.of(arena)) : assemble(small, List.of(least));
    }

    /// What the board's memories have for the arena, in the order they are used.
    private List<Long> room() {
        long control = (long) STACK_BYTES + variables();
        return board.arenaRuns().stream()
                .map(run -> run.equals(board.controlRun()) ? Math.max(0, run.bytes() - control) : run.bytes())
                .toList();
    }

    private Optional<Plan> split(Lifetimes lifetimes, List<Long> room) {
        return SplitLayout.place(lifetimes.all(), room).map(used -> assemble(lifetimes, used));
    }

    private int variables() {
        return variableBytes(drafts.size(), network.logits().columns());
    }

    private interface TileOf {
        int at(int step);
    }

    private Lifetimes lifetimes(TileOf tiles) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            chosen.add(Scratch.tile(drafts.get(i), tiles.at(i)));
        }
        Lifetimes lifetimes;
        try {
            lifetimes = new Lifetimes(network, drafts, chosen, techniques);
        } catch (ArithmeticException e) {
            throw tooLarge();
        }
        // What passes cannot leave the range of an int, in whatever order it is placed.
        if (lifetimes.all().stream().mapToLong(s -> s.bytes).sum() > Integer.MAX_VALUE) {
            throw tooLarge();
        }
        return lifetimes;
    }

    private WorkbenchException tooLarge() {
        return WorkbenchException.infeasible(
                "plan.size",
                "The matrices of " + network.name() + " need more than 2 GiB together: no board has room for it",
                "Choose a smaller subnet or larger patches.");
    }

    private int largestTile(int step, Lifetimes small, long live, long peak) {
        Storage own = small.scratch.get(step);
        long others = live - (own == null ? 0 : own.bytes);
        for (int tile : Scratch.TILES) {
            Draft draft = drafts.get(step);
            List<Step.Part> parts = Scratch.parts(network, draft, Scratch.tile(draft, tile));
            long bytes = parts.isEmpty()
                    ? 0
                    : parts.getLast().offset() + parts.getLast().bytes();
            if (others + bytes <= peak) {
                return tile;
            }
        }
        return Scratch.TILES.getLast();
    }

    private Plan assemble(Lifetimes lifetimes, List<Integer> used) {
        List<Storage> storages = lifetimes.all();
        Map<Storage, Integer> ids = new HashMap<>();
        storages.forEach(s -> ids.put(s, ids.size()));
        List<Buffer> buffers = storages.stream().map(s -> buffer(s, ids)).toList();
        long[] live = ArenaLayout.live(storages);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            steps.add(step(i, live[i], lifetimes, ids));
        }
        Step top = steps.getFirst();
        for (Step step : steps) {
            top = step.liveBytes() > top.liveBytes() ? step : top;
        }
        List<Plan.Piece> pieces = pieces(used);
        Plan.Sram sram = sram(pieces, top);
        Plan.FlashUse flash = flash();
        return new Plan(
                Plan.SCHEMA,
                board.id(),
                network.name(),
                sram.fits() && flash.fits(),
                techniques,
                sram,
                flash,
                pieces.getLast().offset() + pieces.getLast().bytes(),
                pieces,
                top.liveBytes(),
                network.macs(),
                buffers,
                steps);
    }

    private static Buffer buffer(Storage s, Map<Storage, Integer> ids) {
        Storage over = s.over;
        @Nullable Integer overwrites = over == null ? null : id(ids, over);
        return new Buffer(
                id(ids, s),
                s.name,
                s.kind,
                s.offset,
                s.bytes,
                s.first,
                s.last,
                overwrites,
                s.rows,
                s.columns,
                s.stride);
    }

    private static int id(Map<Storage, Integer> ids, Storage storage) {
        Integer id = ids.get(storage);
        if (id == null) {
            throw new IllegalStateException(storage.name + " has no id");
        }
        return id;
    }

    private Step step(int index, long live, Lifetimes lifetimes, Map<Storage, Integer> ids) {
        Draft draft = drafts.get(index);
        List<Step.Part> parts = lifetimes.parts.get(index);
        Storage scratch = lifetimes.scratch.get(index);
        return new Step(
                index,
                draft.name(),
                live,
                draft.action(),
                draft.ops().stream().map(Op::name).toList(),
                draft.firstRow(),
                draft.rows(),
                lifetimes.tiles.get(index),
                draft.reads().stream().map(name -> id(ids, lifetimes.get(name))).toList(),
                id(ids, lifetimes.get(draft.writes())),
                scratch == null ? null : id(ids, scratch),
                parts,
                macs(draft),
                attention(draft));
    }

    private static Step.@Nullable Attention attention(Draft draft) {
        return draft.ops().stream()
                .filter(Op.Attention.class::isInstance)
                .map(Op.Attention.class::cast)
                .map(op -> new Step.Attention(
                        op.heads(),
                        op.headDim(),
                        op.relative() == null ? 0 : op.relative().rows()))
                .findFirst()
                .orElse(null);
    }

    private static long macs(Draft draft) {
        long all = draft.ops().stream().mapToLong(Op::macs).sum();
        return switch (draft.action()) {
            case CHAIN, ATTENTION -> all;
            case SCORES, CONTEXT -> all / 2;
            case UNFOLD, SOFTMAX -> 0;
        };
    }

    private List<Plan.Piece> pieces(List<Integer> used) {
        List<Plan.Piece> pieces = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < used.size(); i++) {
            pieces.add(new Plan.Piece(board.arenaRuns().get(i).name(), offset, used.get(i)));
            offset += used.get(i);
        }
        return pieces;
    }

    private Plan.Sram sram(List<Plan.Piece> pieces, Step top) {
        List<Board.Run> runs = board.arenaRuns().subList(0, pieces.size());
        List<Plan.Share> parts = new ArrayList<>();
        for (Plan.Piece piece : pieces) {
            String name = pieces.size() == 1 ? "arena" : "arena in " + piece.memory();
            parts.add(new Plan.Share(name, piece.bytes(), "exact"));
        }
        if (runs.contains(board.controlRun())) {
            parts.add(new Plan.Share("stack", STACK_BYTES, "reserved"));
            parts.add(new Plan.Share("variables", variables(), "exact"));
        }
        long budget = runs.stream().mapToLong(Board.Run::bytes).sum();
        return new Plan.Sram(budget, top.liveBytes(), top.index(), top.name(), total(parts), parts);
    }

    private Plan.FlashUse flash() {
        boolean relative = network.ops().stream().anyMatch(op -> op instanceof Op.Attention a && a.relative() != null);
        int code = codeBytes(drafts.size()) + (relative ? RELATIVE_BYTES : 0);
        FlashLayout layout = FlashLayout.of(network);
        Plan.Outside outside = Plan.Outside.NONE;
        Board.External memory = board.weightFlash().orElse(null);
        if (memory != null
                && layout.weights() + layout.tables() + code > board.flash().bytes()) {
            layout = FlashLayout.of(network, board.flash().bytes() - code);
            outside = new Plan.Outside(memory.name(), memory.bytes(), layout.outside(), layout.outsideOps());
        }
        List<Plan.Share> parts = List.of(
                new Plan.Share("weights", layout.weights(), "exact"),
                new Plan.Share("tables", layout.tables(), "exact"),
                new Plan.Share("code", code, "estimated"));
        return new Plan.FlashUse(board.flash().bytes(), total(parts), parts, layout.layers(), outside);
    }

    private static long total(List<Plan.Share> parts) {
        return parts.stream().mapToLong(Plan.Share::bytes).sum();
    }
}
