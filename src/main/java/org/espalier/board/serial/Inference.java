package org.espalier.board.serial;

import java.util.List;

/// What one run of the network on the board gave.
///
/// @param logits one int8 for each class
/// @param ticks for each step what the board's cycle counter counted, modulo 2^32
/// @param arenaHighWater bytes of the arena from its start to the last one that changed
/// @param stackHighWater bytes of the stack from its top to the lowest one that changed
@SuppressWarnings("ArrayRecordComponent")
public record Inference(byte[] logits, List<Long> ticks, int arenaHighWater, int stackHighWater) {}
