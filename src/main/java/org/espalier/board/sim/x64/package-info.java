/// Translates a Cortex-M image, block by block, into x86-64 machine code that counts every block it runs.
///
/// Enters: flash as bytes, memory regions, two callbacks for what is no memory. Leaves: the same effects on registers
/// and memory as the microcontroller's, executions per block, and the reason why a run ended. It knows no peripherals,
/// no files and no faults' wording; an instruction it does not translate it hands back to its caller.
@NullMarked
package org.espalier.board.sim.x64;

import org.jspecify.annotations.NullMarked;
