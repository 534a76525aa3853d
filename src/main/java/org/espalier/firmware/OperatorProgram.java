package org.espalier.firmware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.RelativeTables;
import org.espalier.compress.quant.Width;
import org.espalier.firmware.OperatorRequest.Kernel;
import org.espalier.plan.Board;
import org.espalier.task.TaskContext;

/// The operator library with a small program in front of it that runs single operators sent over the serial port, so
/// that each can be measured by itself.
///
/// The program reads the cycle counter before and after each operator; an answer is its number of bytes (4 bytes,
/// little-endian) and the operator's output.
public final class OperatorProgram {

    private static final int STACK_BYTES = 4096;

    private OperatorProgram() {}

    /// Compiles the program for a board.
    ///
    /// @param folder where sources and objects go
    /// @return the linked image
    /// @throws org.espalier.task.WorkbenchException tool if the compiler is missing or fails
    public static Path build(Board board, Path folder, TaskContext context) {
        var build = new Build(board, STACK_BYTES);
        var tools = new Toolchain(folder, context);
        List<String> objects = new ArrayList<>();
        try {
            for (var file : FirmwareGenerator.operatorProgram(board).entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            for (String source : FirmwareBuilder.sources(folder)) {
                String object = Build.object(source);
                Files.createDirectories(folder.resolve(object).getParent());
                tools.run(build.compile(source, object));
                objects.add(object);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tools.run(build.link(objects));
        return folder.resolve(Build.ELF);
    }

    /// The request that runs an operator.
    ///
    /// Attention runs in three passes: scores, softmax, context.
    ///
    /// @param inputs the operator's inputs in order
    /// @throws IllegalArgumentException for an operator on pictures, which the program has no request for
    public static byte[] request(Op op, byte[]... inputs) {
        return switch (op) {
            case Op.Linear l -> linear(l, inputs[0], 1);
            case Op.LayerNorm n -> norm(n, inputs[0]);
            case Op.Attention a -> attention(a, inputs[0]);
            case Op.Gelu g -> OperatorRequest.of(Kernel.TABLE, new int[0], g.table(), inputs[0]);
            case Op.Add a -> {
                Op.Mix mix = a.mix();
                yield mix == null
                        ? OperatorRequest.of(Kernel.ADD16, new int[0], inputs[0], inputs[1])
                        : add(mix, inputs[0], inputs[1]);
            }
            case Op.MeanPool m -> mean(m, inputs[0]);
            case Op.PatchEmbed _, Op.PositionAdd _ -> throw new IllegalArgumentException(op.name());
        };
    }

    /// The request that runs a linear map several times in a row: work of any length after a short transfer.
    public static byte[] linear(Op.Linear op, byte[] x, int times) {
        Op.Matrix map = op.map();
        PackedColumns packed = PackedColumns.of(op.name(), map);
        int rows = op.rows();
        byte[] memory = java.util.Arrays.copyOf(
                x, x.length + rows * map.outputs() * map.width().bytes());
        int wide = packed.wide() ? 1 : 0;
        int[] numbers = {
            map.inputs(),
            map.outputs(),
            map.zeroPoint(),
            wide,
            map.width().bytes(),
            rows,
            map.inputs(),
            0,
            x.length,
            times - 1
        };
        byte[] scratch = new byte[2 * Math.min(16, rows) * PackedColumns.padded(map.inputs())];
        return OperatorRequest.of(Kernel.LINEAR, numbers, packed.bytes(), memory, scratch);
    }

    private static byte[] norm(Op.LayerNorm op, byte[] x) {
        int columns = op.gain().length;
        return OperatorRequest.of(
                op.inputWidth() == Width.INT16 ? Kernel.NORM16 : Kernel.NORM,
                new int[] {columns, x.length / op.inputWidth().bytes() / columns, 1},
                RowConstants.norm(op),
                OperatorRequest.longs(op.epsilon()),
                x);
    }

    private static byte[] attention(Op.Attention op, byte[] x) {
        return attention(op, x, 2);
    }

    /// The request that runs attention.
    ///
    /// @param way 0 at once, 1 over the queries, 2 and 3 the same in three passes
    static byte[] attention(Op.Attention op, byte[] x, int way) {
        byte[] exp = new byte[512 * op.heads()];
        for (int h = 0; h < op.heads(); h++) {
            System.arraycopy(OperatorRequest.shorts(op.exp()[h]), 0, exp, 512 * h, 512);
        }
        byte[] scores = OperatorRequest.ints(op.scoreMultiplier());
        byte[] context = OperatorRequest.ints(op.contextMultiplier());
        byte[] scratch = new byte[attentionScratch(op)];
        RelativeTables tables = op.relative();
        if (tables == null) {
            int[] numbers = {op.heads(), op.headDim(), op.zeroPoint(), op.rows(), way};
            return OperatorRequest.of(Kernel.ATTENTION, numbers, scores, exp, context, x, scratch);
        }
        int[] numbers = {op.heads(), op.headDim(), op.zeroPoint(), op.rows(), way, tables.side(), tables.reach()};
        return OperatorRequest.of(
                Kernel.RELATIVE,
                numbers,
                scores,
                exp,
                context,
                x,
                scratch,
                RelativeConstants.keys(tables, op.headDim()),
                RelativeConstants.values(tables, op.headDim()),
                OperatorRequest.shorts(RelativeConstants.queryMultipliers(tables, op.headDim())),
                OperatorRequest.ints(tables.keyMultiplier()),
                OperatorRequest.ints(tables.valueMultiplier()));
    }

    /// Bytes of scratch that attention needs; `operators.h` has the formulas.
    private static int attentionScratch(Op.Attention op) {
        int even = (op.rows() + 1) / 2 * 2;
        int length = (op.rows() + 3) / 4 * 4;
        int width = op.headDim();
        int depth = (width + 3) / 4 * 4;
        int packed = even * depth + width * length + 8 * depth;
        RelativeTables tables = op.relative();
        if (tables == null) {
            return (packed + 8 * length + 4 * even + 7) / 8 * 8;
        }
        int n = tables.rows();
        int before = 8 * depth + 16 * ((n + 1) / 2 * 2) + 16 * tables.side();
        int after = 8 * ((n + 3) / 4 * 4) + 16 * Math.max(width, tables.side());
        return (packed + 20 * even + Math.max(before, after) + 7) / 8 * 8;
    }

    private static byte[] add(Op.Mix mix, byte[] left, byte[] right) {
        int columns = mix.k().length;
        return OperatorRequest.of(
                Kernel.ADD, new int[] {columns, left.length / columns}, RowConstants.mix(mix), left, right);
    }

    private static byte[] mean(Op.MeanPool op, byte[] x) {
        int columns = x.length / op.count();
        int[] numbers = {columns, op.count(), op.bias(), op.multiplier(), op.zeroPoint(), 0};
        return OperatorRequest.of(Kernel.MEAN, numbers, x, new byte[columns]);
    }
}
