package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.espalier.compress.quant.Op;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The assembly form of the operators on the virtual board, and what it costs there in instructions.
class BoardOperatorsTest extends OperatorsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static KernelBoard program;

    @BeforeAll
    static void build() {
        program = KernelBoard.start(folder);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Override
    KernelRunner program() {
        return program;
    }

    @ParameterizedTest
    @CsvSource({"101, 192, 192, 0.81", "101, 192, 288, 0.81", "145, 216, 216, 0.805", "50, 96, 192, 0.86"})
    void linearCostsFewInstructionsForEachMultiplyAccumulate(int rows, int inputs, int outputs, double most) {
        Op.Matrix map = ops.matrix(outputs, inputs, 127);
        byte[] x = ops.bytes(rows * inputs);
        linear(map, PackedColumns.of("fc", map), rows, inputs, x, rows * (inputs + outputs), 0, x.length);
        assertAtMost(most, program.instructions().getLast(), (double) rows * inputs * outputs);
    }

    @Test
    void attentionCostsFewInstructions() {
        Op.Attention op = ops.attention(101, 1, 64, 8);
        byte[] x = ops.bytes(101 * 3 * 64);
        program.instructions();
        attention(op, x, 2);
        List<Long> passes = program.instructions();
        assertAtMost(0.9, passes.get(0), 101 * 101 * 64);
        assertAtMost(15, passes.get(1), 101 * 101);
        assertAtMost(1.0, passes.get(2), 101 * 101 * 64);
    }

    /// Products of every pair with embeddings of its own would take 57 and 63 more for heads of 64.
    @ParameterizedTest
    @CsvSource({"6, 32, 35, 42", "9, 32, 21, 30", "10, 64, 29, 39", "14, 64, 20, 30"})
    void relativePositionsCostLessThanThePairsProductsDo(int side, int width, double moreScores, double moreContext) {
        int rows = side * side + 1;
        double pairs = rows * rows;
        Op.Attention plain = ops.attention(rows, 1, width, 8);
        byte[] x = ops.bytes(rows * 3 * width);
        program.instructions();
        attention(plain, x, 2);
        List<Long> without = program.instructions();
        attention(ops.relative(plain, side, side - 1), x, 2);
        List<Long> with = program.instructions();
        assertAtMost(moreScores, with.get(0) - without.get(0), pairs);
        assertAtMost(0.1, with.get(1) - without.get(1), pairs);
        assertAtMost(moreContext, with.get(2) - without.get(2), pairs);
    }

    @Test
    void rowsCostFewInstructionsForEachElement() {
        int elements = 50 * 192;
        byte[] wide = ops.bytes(2 * elements);
        layerNorm(ops.layerNorm(192, 1000), ops.bytes(elements), 1);
        assertAtMost(15, program.instructions().getLast(), elements);
        layerNorm(ops.wideLayerNorm(192, 1000), wide, 1);
        assertAtMost(11, program.instructions().getLast(), elements);
        add(ops.mix(192), ops.bytes(elements), ops.bytes(elements));
        assertAtMost(7, program.instructions().getLast(), elements);
        program.run(OperatorRequest.Kernel.ADD16, new int[0], wide, wide);
        assertAtMost(3, program.instructions().getLast(), elements);
    }

    private static void assertAtMost(double most, long instructions, double units) {
        assertTrue(instructions <= most * units, () -> instructions / units + " instructions instead of " + most);
    }
}
