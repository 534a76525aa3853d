package org.espalier.board;

import java.util.List;
import java.util.Map;
import org.espalier.board.serial.Identity;
import org.espalier.task.Label;

/// What a board did with a number of pictures.
///
/// @param label simulated or measured: where counts, marks and answers come from
/// @param identity the board and what it runs
/// @param samples pictures run
/// @param right how many were classified right
/// @param agreeing how many gave the reference executor's logits, all of them
/// @param differing the first pictures that did not, at most ten
/// @param wrong the pictures classified wrong, all of them
/// @param confusion pictures by class (rows, in the network's order) and answer (columns)
/// @param runs cycles by step of each picture, in the order they ran: the first is the cold one
/// @param steps cost by step of the plan, in their order
/// @param functions instructions by function, summed over the samples; empty on a board that cannot count them
/// @param arenaHighWater bytes of the arena up to the last one ever written
/// @param stackHighWater bytes of the stack down to the lowest one ever written
public record Benchmark(
        Label label,
        Identity identity,
        int samples,
        int right,
        int agreeing,
        List<String> differing,
        List<Wrong> wrong,
        List<List<Integer>> confusion,
        List<List<Long>> runs,
        List<Step> steps,
        Map<String, Long> functions,
        long arenaHighWater,
        long stackHighWater) {

    /// A picture and what it was taken for.
    ///
    /// @param right the index of its class
    /// @param answer the index of the class the board gave
    public record Wrong(String name, int right, int answer) {}

    /// Cost of one step of the plan, summed over the samples.
    ///
    /// @param name as the plan names it
    /// @param instructions counted on a virtual board, 0 on a real one
    /// @param cycles measured on a real board, estimated on a virtual one
    public record Step(String name, long instructions, long cycles) {}
}
