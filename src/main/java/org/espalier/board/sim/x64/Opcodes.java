package org.espalier.board.sim.x64;

/// Numbers of x86-64: registers, opcodes and conditions, as [Assembler] takes them.
final class Opcodes {

    // Registers; eight more have no names.
    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;

    // Opcodes; 0x0F.. ones have two bytes.
    static final int ADD = 0x03;
    static final int OR = 0x0B;
    static final int AND = 0x23;
    static final int SUB = 0x2B;
    static final int XOR = 0x33;
    static final int CMP = 0x3B;
    static final int ADC = 0x13;
    static final int SBB = 0x1B;
    static final int MOV = 0x8B;
    static final int STORE = 0x89;
    static final int STORE_BYTE = 0x88;
    static final int LEA = 0x8D;
    static final int TEST = 0x85;
    static final int IMUL = 0x0FAF;
    static final int BSR = 0x0FBD;
    static final int MOVZX_BYTE = 0x0FB6;
    static final int MOVZX_WORD = 0x0FB7;
    static final int MOVSX_BYTE = 0x0FBE;
    static final int MOVSX_WORD = 0x0FBF;
    static final int MOVSXD = 0x63;

    // Fields of the group opcodes 0x81, 0xC1, 0xD3 and 0xF7.
    static final int G_ADD = 0;
    static final int G_OR = 1;
    static final int G_AND = 4;
    static final int G_SUB = 5;
    static final int G_XOR = 6;
    static final int G_CMP = 7;
    static final int G_ROR = 1;
    static final int G_SHL = 4;
    static final int G_SHR = 5;
    static final int G_SAR = 7;
    static final int G_NOT = 2;
    static final int G_NEG = 3;
    static final int G_DIV = 6;
    static final int G_IDIV = 7;

    // Conditions.
    static final int O = 0;
    static final int C = 2;
    static final int NC = 3;
    static final int Z = 4;
    static final int NZ = 5;
    static final int BE = 6;
    static final int A = 7;
    static final int S = 8;
    static final int NS = 9;
    static final int L = 12;
    static final int GE = 13;
    static final int LE = 14;
    static final int G = 15;

    private Opcodes() {}
}
