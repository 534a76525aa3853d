package org.espalier.search.nas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.compress.quant.IntegerForm;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.plan.AnalyticalModel;
import org.espalier.plan.Board;
import org.espalier.plan.CostModel;
import org.espalier.plan.Planner;
import org.espalier.task.WorkbenchException;

/// Parameters, bytes and multiplications of a subnet.
///
/// Parameters and multiplications are exact. Memory in [MemoryMode#CORRECTED] is that of the very plan the firmware is
/// made from, all of SRAM: arena, in as many memories as it takes, stack and variables; flash as laid out, on the chip
/// and outside it, with an allowance for code. Nets without integer form (other than three channels, more than 512
/// tokens) are estimated by formula. With int8, weights in flash, patches embedded a few at a time, one row of scores
/// at a time and the MLP token by token, these are (E width, T tokens, N patches, Q = heads times head size, F hidden
/// width, R and r ranks):
///
/// - embedding: picture, one patch, tokens so far: 3 I² + 3 P² + N E
/// - attention: residual, q k v (the context overwrites q), a row of scores, a normalised token and its image: T E + 3
///   Q T + 2 T + E + R
/// - MLP: residual and one token through all factors: T E + E + 2 F + 2 r
/// - flash: a byte per weight and position, 8 per output channel, 8 per norm column, 768 for each block's tables, and
///   the allowance for code
///
/// In [MemoryMode#COMPAT] the peak is the release's formula, or its follow-up's with two factors, and flash a byte per
/// parameter.
public final class SubnetCosts {

    private final VitConfig config;
    private final MemoryMode mode;
    private final Board board;
    private final boolean planned;
    private final SubnetPlans plans;
    private final Map<Subnet, BlockCosts> blocks = new ConcurrentHashMap<>();

    /// What one block of a subnet costs.
    ///
    /// @param parameters all of them, biases and position tables included
    /// @param flash bytes
    /// @param onChip those of them that cannot lie outside the chip; 0 where there is no plan
    /// @param peak bytes while it runs, of the arena only in corrected mode; fractions occur in compat mode
    /// @param ramFits whether the board's memories hold a net of it alone
    /// @param macs multiplications
    record BlockCosts(long parameters, long flash, long onChip, double peak, boolean ramFits, long macs) {}

    /// Costs on a board, with time from counted instructions and waiting for flash.
    public SubnetCosts(VitConfig config, MemoryMode mode, Board board) {
        this(config, mode, board, new AnalyticalModel(board));
    }

    /// Costs on a board, with time from a model.
    public SubnetCosts(VitConfig config, MemoryMode mode, Board board, CostModel time) {
        this.config = config;
        this.mode = mode;
        this.board = board;
        this.plans = new SubnetPlans(config, board, time);
        this.planned = mode == MemoryMode.CORRECTED && hasIntegerForm(config);
    }

    private static boolean hasIntegerForm(VitConfig config) {
        try {
            IntegerForm.check(config);
            return true;
        } catch (WorkbenchException e) {
            return false;
        }
    }

    /// Which formulas count.
    MemoryMode mode() {
        return mode;
    }

    /// "exact" where a plan was made, else "estimated".
    public String label() {
        return planned ? "exact" : "estimated";
    }

    /// Parameters of a subnet: the entries of the slices it uses.
    public long parameters(Subnet subnet) {
        long sum = stemParameters(subnet.embedDim());
        for (int n = 0; n < subnet.depth(); n++) {
            sum += block(subnet, n).parameters();
        }
        return sum;
    }

    /// Peak of SRAM in bytes; compat mode may give a fraction.
    public double peak(Subnet subnet) {
        if (planned) {
            return plans.of(subnet).sram();
        }
        double peak = stemPeak(subnet.embedDim());
        for (int n = 0; n < subnet.depth(); n++) {
            peak = Math.max(peak, block(subnet, n).peak());
        }
        return peak + fixed(subnet.depth());
    }

    /// Bytes of flash; in compat mode a byte per parameter.
    public long flash(Subnet subnet) {
        if (planned) {
            return plans.of(subnet).flash();
        }
        long sum = stemFlash(subnet.embedDim());
        for (int n = 0; n < subnet.depth(); n++) {
            sum += block(subnet, n).flash();
        }
        return mode == MemoryMode.COMPAT ? parameters(subnet) : sum;
    }

    /// Multiplications of one picture.
    public long macs(Subnet subnet) {
        long width = subnet.embedDim();
        long sum = config.patches().count() * patchInputs() * width + width * config.numClasses();
        for (int n = 0; n < subnet.depth(); n++) {
            sum += block(subnet, n).macs();
        }
        return sum;
    }

    /// Milliseconds of one inference; 0 where there is no plan.
    public double milliseconds(Subnet subnet) {
        return planned ? plans.of(subnet).milliseconds() : 0;
    }

    /// Whether a subnet keeps within limits.
    public boolean legal(Subnet subnet, Limits limits) {
        return (!planned || partsFit(subnet, limits)) && excess(subnet, limits) <= 1 && boardHolds(subnet, limits);
    }

    /// Whether the board has room for a subnet where it must: for buffers among its memories, for weights
    /// and tables in its flash.
    boolean boardHolds(Subnet subnet, Limits limits) {
        return !planned
                || ((!limits.boardRam() || plans.of(subnet).ramFits())
                        && (!limits.boardFlash() || plans.of(subnet).flashFits()));
    }

    /// Bytes of SRAM that limits leave: without a plan nothing tells how buffers could be divided among
    /// memories, so that only the longest run counts.
    long sram(Limits limits) {
        return planned || !limits.boardRam() ? limits.sram() : Math.min(limits.sram(), board.contiguousRam());
    }

    /// Bytes on the chip itself that limits leave.
    long onChip(Limits limits) {
        return planned && limits.boardFlash() ? board.flash().bytes() : Long.MAX_VALUE;
    }

    /// Whether the largest block and the sum of all fit, which costs no plan; a subnet whose parts do not fit is not
    /// planned at all.
    private boolean partsFit(Subnet subnet, Limits limits) {
        long flash = stemFlash(subnet.embedDim());
        double peak = 0;
        for (int n = 0; n < subnet.depth(); n++) {
            flash += block(subnet, n).flash();
            peak = Math.max(peak, block(subnet, n).peak());
        }
        return flash <= limits.flash() && peak <= sram(limits);
    }

    /// How much of its worst limit a subnet uses: at most 1 if it is legal.
    double excess(Subnet subnet, Limits limits) {
        double sram = peak(subnet) / sram(limits);
        double flash = mode == MemoryMode.COMPAT ? 0 : (double) flash(subnet) / limits.flash();
        return Math.max(Math.max(sram, flash), milliseconds(subnet) / limits.milliseconds());
    }

    private BlockCosts block(Subnet subnet, int n) {
        return block(subnet.embedDim(), subnet.heads().get(n), subnet.mlpRatio().get(n));
    }

    BlockCosts block(int width, int heads, double mlpRatio) {
        return blocks.computeIfAbsent(Subnet.uniform(1, width, heads, mlpRatio), this::costs);
    }

    /// Bytes of SRAM beside the arena, in the memory that it is in.
    long fixed(int depth) {
        if (mode == MemoryMode.COMPAT) {
            return 0;
        }
        if (planned && !board.controlRun().equals(board.arenaRun())) {
            return 0;
        }
        // Embedding; norm and qkv, attention, proj, MLP of each block; norm and mean, head.
        return (long) Planner.STACK_BYTES + Planner.variableBytes(4 * depth + 3, config.numClasses());
    }

    long stemFlash(int width) {
        if (mode == MemoryMode.COMPAT) {
            return 0;
        }
        if (planned) {
            Subnet one = smallestOf(width);
            return 2 * plans.of(one).flash() - plans.of(twice(one)).flash();
        }
        long positions = config.absPos() ? (long) config.tokens() * width : 0;
        long matrices = (patchInputs() + 8) * width + (width + 8L) * config.numClasses();
        return Planner.codeBytes(3) + matrices + positions + width + 8L * width;
    }

    /// Of [#stemFlash], what cannot lie outside the chip; 0 where there is no plan.
    long stemOnChip(int width) {
        Subnet one = smallestOf(width);
        return planned ? 2 * plans.of(one).onChip() - plans.of(twice(one)).onChip() : 0;
    }

    double stemPeak(int width) {
        if (mode == MemoryMode.COMPAT || planned) {
            return 0;
        }
        long image = (long) config.inChans() * config.imageSize() * config.imageSize();
        return image + patchInputs() + (long) config.patches().count() * width;
    }

    private Subnet smallestOf(int width) {
        return Subnet.uniform(1, width, 1, Math.min(1, config.mlpRatio()));
    }

    private static Subnet twice(Subnet one) {
        return Subnet.uniform(
                2, one.embedDim(), one.heads().getFirst(), one.mlpRatio().getFirst());
    }

    private long stemParameters(int width) {
        long e = width;
        long positions = config.absPos() ? config.tokens() * e : 0;
        return patchInputs() * e + e + e + positions + 2 * e + (e + 1) * config.numClasses();
    }

    private long patchInputs() {
        return (long) config.inChans() * config.patchSize() * config.patchSize();
    }

    private BlockCosts costs(Subnet one) {
        BlockSize size = BlockSize.of(config, one);
        if (planned) {
            SubnetPlans.Planned single = plans.of(one);
            SubnetPlans.Planned pair = plans.of(twice(one));
            return new BlockCosts(
                    size.parameters(),
                    pair.flash() - single.flash(),
                    pair.onChip() - single.onChip(),
                    single.arena(),
                    single.ramFits(),
                    size.macs());
        }
        if (mode == MemoryMode.COMPAT) {
            MemoryDefinition published = config.lowRank() instanceof LowRank.TwoFactor
                    ? MemoryDefinition.FOLLOW_UP
                    : MemoryDefinition.RELEASE;
            double peak = published.block(
                    config,
                    one.embedDim(),
                    one.heads().getFirst(),
                    one.mlpRatio().getFirst());
            return new BlockCosts(size.parameters(), 0, 0, peak, true, size.macs());
        }
        return new BlockCosts(size.parameters(), size.flash(), 0, size.peak(), true, size.macs());
    }
}
