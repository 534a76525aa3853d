package org.espalier.board.sim.x64;

import static org.espalier.board.sim.x64.Opcodes.*;

/// The microcontroller's flags, kept in the context as the host's come out of an instruction, and asked again.
record Flags(Assembler a) {

    /// Keeps the host's flags of an addition.
    void keepAddition() {
        a.emit(0x9F); // lahf
        a.emit(0x0F, 0x90, 0xC0); // seto al
        a.emit(0x66);
        a.opContext(STORE, RAX, Context.OVERFLOW);
    }

    /// Keeps the host's flags of a subtraction, whose carry is the other way round.
    void keepSubtraction() {
        a.emit(0xF5); // cmc
        keepAddition();
    }

    /// N and Z from x, carry and overflow as they were.
    void keepSignAndZero(int x) {
        a.op(TEST, x, x);
        a.emit(0x9F, 0x80, 0xE4, 0xC0); // lahf; and ah, 0xC0
        a.emit(0x8A, 0x4D, Context.FLAGS, 0x80, 0xE1, 1); // mov cl, [flags]; and cl, 1
        a.emit(0x08, 0xCC, 0x88, 0x65, Context.FLAGS); // or ah, cl; mov [flags], ah
    }

    /// N and Z from x, carry from [Context#SHIFTER_CARRY], overflow as it was.
    void keepSignZeroAndShifterCarry(int x) {
        a.op(TEST, x, x);
        a.emit(0x9F, 0x80, 0xE4, 0xC0);
        a.emit(0x0A, 0x65, Context.SHIFTER_CARRY, 0x88, 0x65, Context.FLAGS); // or ah, [carry]; mov [flags], ah
    }

    /// Sets the host's carry to ours.
    void loadCarry() {
        a.emit(0x0F, 0xBA, 0x65, Context.FLAGS, 0); // bt dword [flags], 0
    }

    void keepShifterCarry() {
        a.emit(0x0F, 0x92, 0x45, Context.SHIFTER_CARRY); // setc [carry]
    }

    /// A jump that is taken if a condition of the microcontroller does **not** hold.
    int unless(int condition) {
        a.opContext(MOVZX_WORD, RAX, Context.OVERFLOW);
        a.emit(0x04, 0x7F, 0x9E); // add al, 127 (overflow again); sahf
        if (condition >>> 1 == 4) {
            a.emit(0xF5);
        }
        int inverted = switch (condition) {
            case 0 -> NZ;
            case 1 -> Z;
            case 2 -> NC;
            case 3 -> C;
            case 4 -> NS;
            case 5 -> S;
            case 6 -> O + 1;
            case 7 -> O;
            case 8 -> BE;
            case 9 -> A;
            case 10 -> L;
            case 11 -> GE;
            case 12 -> LE;
            default -> G;
        };
        return a.jump(inverted);
    }
}
