package org.espalier.board.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/// An image of many short programs of random instructions, each between a load of all registers and a store of them.
final class RandomCode {

    /// Words a program leaves in RAM: r0 to r11, then one word of flags.
    static final int WORDS = 16;

    static final long RESULTS = 0x20010000L;
    private static final int BASE = 0x08000000;
    private static final int PROGRAMS_AT = 0x8000;

    private final Random random;
    private final ByteBuffer image = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private final int programs;
    private final int length;

    private RandomCode(long seed, int programs, int length) {
        this.random = new Random(seed);
        this.programs = programs;
        this.length = length;
    }

    /// The image.
    ///
    /// @param length random instructions per program
    static FirmwareImage image(long seed, int programs, int length) {
        return new RandomCode(seed, programs, length).build();
    }

    private FirmwareImage build() {
        image.putInt(0x20008000).putInt(BASE + PROGRAMS_AT + 1);
        // Initial registers of every program: small, large and special values.
        image.position(0x40);
        int inputs = BASE + 0x40;
        for (int i = 0; i < 0x1F00; i++) {
            image.putInt(value());
        }
        image.position(PROGRAMS_AT);
        for (int p = 0; p < programs; p++) {
            constant(12, inputs + 4 * random.nextInt(0x1E00));
            wide(0xE8BC, 0x0FFF); // ldmia r12!, {r0-r11}
            // The flags of an addition of two random registers.
            wide(0xEB10 | random.nextInt(12), 12 << 8 | random.nextInt(12));
            for (int i = 0; i < length; i++) {
                instruction();
            }
            constant(12, (int) RESULTS + p * 4 * WORDS);
            wide(0xE8AC, 0x0FFF); // stmia r12!, {r0-r11}
            flags();
        }
        image.putShort((short) 0xBE00);
        byte[] bytes = Arrays.copyOf(image.array(), image.position());
        return new FirmwareImage(BASE, bytes, new FirmwareImage.CodeRange(PROGRAMS_AT, bytes.length), Symbols.NONE);
    }

    private int value() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(70) - 4;
            case 1 -> Integer.MIN_VALUE >> random.nextInt(32);
            case 2 -> Integer.MAX_VALUE >>> random.nextInt(32);
            case 3 -> 0x7FFF8000 ^ (random.nextInt(4) << 14);
            default -> random.nextInt();
        };
    }

    private void narrow(int h) {
        image.putShort((short) h);
    }

    private void wide(int low, int high) {
        narrow(low);
        narrow(high);
    }

    private void constant(int register, int value) {
        move(0xF240, register, value & 0xFFFF);
        move(0xF2C0, register, value >>> 16);
    }

    private void move(int opcode, int register, int half) {
        wide(opcode | half >>> 12 | (half >>> 11 & 1) << 10, (half >>> 8 & 7) << 12 | register << 8 | (half & 0xFF));
    }

    /// r0 = N, Z, C and V as bits, told by conditional instructions, stored behind the registers.
    private void flags() {
        move(0xF240, 0, 0);
        int bit = 1;
        for (int condition : new int[] {0, 2, 4, 6, 8, 10, 12}) {
            narrow(0xBF00 | condition << 4 | 8);
            wide(0xF040, bit); // orr r0, r0, #bit
            bit <<= 1;
        }
        wide(0xF8CC, 0x0000); // str r0, [r12]
    }

    private int low() {
        return random.nextInt(8);
    }

    private int any() {
        return random.nextInt(12);
    }

    private void instruction() {
        switch (random.nextInt(12)) {
            case 0 -> narrow(random.nextInt(0x2000));
            case 1 -> narrow(0x2000 | random.nextInt(0x2000));
            case 2, 3 -> narrow(0x4000 | random.nextInt(0x400));
            case 4 ->
                narrow(
                        random.nextBoolean()
                                ? 0xB200 | random.nextInt(0x100)
                                : 0xBA00 | random.nextInt(2) << 6 | random.nextInt(64));
            case 5 -> shiftedRegister();
            case 6 -> modifiedImmediate();
            case 7 -> bits();
            case 8 -> registers();
            case 9 -> multiply();
            case 10 -> multiplyLong();
            default -> conditional();
        }
    }

    private static final int[] OPERATIONS = {0, 1, 2, 3, 4, 8, 10, 11, 13, 14};

    private void shiftedRegister() {
        int operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        int shift = random.nextInt(4) << 4 | random.nextInt(8) << 12 | random.nextInt(4) << 6;
        boolean test =
                random.nextInt(4) == 0 && (operation == 0 || operation == 4 || operation == 8 || operation == 13);
        boolean move = random.nextInt(3) == 0 && (operation == 2 || operation == 3);
        int flags = test ? 0x10 : random.nextInt(2) << 4;
        if (random.nextInt(8) == 0) {
            wide(
                    0xEAC0 | any(),
                    random.nextInt(8) << 12 | random.nextInt(4) << 6 | random.nextInt(2) << 5 | any() << 8 | any());
        } else {
            wide(0xEA00 | operation << 5 | flags | (move ? 15 : any()), shift | (test ? 15 : any()) << 8 | any());
        }
    }

    private void modifiedImmediate() {
        int operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        boolean test =
                random.nextInt(4) == 0 && (operation == 0 || operation == 4 || operation == 8 || operation == 13);
        boolean move = random.nextInt(3) == 0 && (operation == 2 || operation == 3);
        int flags = test ? 0x10 : random.nextInt(2) << 4;
        // Zero in the forms that repeat a byte is unpredictable.
        int constant = 1 + random.nextInt(255);
        wide(
                0xF000 | random.nextInt(2) << 10 | operation << 5 | flags | (move ? 15 : any()),
                random.nextInt(8) << 12 | (test ? 15 : any()) << 8 | constant);
    }

    private void bits() {
        int least = random.nextInt(32);
        int at = (least & 0x1C) << 10 | (least & 3) << 6;
        int width = random.nextInt(32 - least);
        switch (random.nextInt(6)) {
            case 0 -> wide(0xF340 | any(), at | any() << 8 | width); // sbfx
            case 1 -> wide(0xF3C0 | any(), at | any() << 8 | width); // ubfx
            case 2 ->
                wide(0xF360 | (random.nextInt(4) == 0 ? 15 : any()), at | any() << 8 | (least + width)); // bfi, bfc
            case 3 -> wide(0xF300 | any(), at | any() << 8 | random.nextInt(32)); // ssat
            case 4 -> wide(0xF380 | any(), at | any() << 8 | random.nextInt(32)); // usat
            default -> move(random.nextBoolean() ? 0xF240 : 0xF2C0, any(), random.nextInt(0x10000));
        }
    }

    private void registers() {
        int d = any() << 8;
        switch (random.nextInt(5)) {
            case 0 -> wide(0xFA00 | random.nextInt(8) << 4 | any(), 0xF000 | d | any()); // shifts
            case 1 ->
                wide(
                        0xFA00 | random.nextInt(6) << 4 | (random.nextBoolean() ? 15 : any()),
                        0xF080 | d | random.nextInt(4) << 4 | any());
            case 2 -> {
                int[] sums = {0, 1, 4, 5};
                int[] kinds = {0, 1, 4, 5};
                wide(0xFA80 | sums[random.nextInt(4)] << 4 | any(), 0xF000 | d | kinds[random.nextInt(4)] << 4 | any());
            }
            case 3 -> {
                int m = any();
                wide(0xFA90 | m, 0xF080 | d | random.nextInt(4) << 4 | m); // rev and the like
            }
            default -> {
                int m = any();
                wide(0xFAB0 | m, 0xF080 | d | m); // clz
            }
        }
    }

    private void multiply() {
        int operation = random.nextInt(8);
        int add = random.nextBoolean() ? 15 : any();
        int kind = switch (operation) {
            case 0 -> add == 15 ? 0 : random.nextInt(2);
            case 1 -> random.nextInt(4);
            case 7 -> 0;
            default -> random.nextInt(2);
        };
        if (operation == 6 && add == 15) {
            add = any();
        }
        wide(0xFB00 | operation << 4 | any(), add << 12 | any() << 8 | kind << 4 | any());
    }

    private void multiplyLong() {
        int lower = any();
        int upper = (lower + 1 + random.nextInt(11)) % 12;
        int registers = lower << 12 | upper << 8 | any();
        switch (random.nextInt(7)) {
            case 0 -> wide(0xFB80 | any(), registers);
            case 1 -> wide(0xFBA0 | any(), registers);
            case 2 -> wide(0xFBC0 | any(), registers);
            case 3 -> wide(0xFBE0 | any(), registers);
            case 4 -> wide(0xFBC0 | any(), registers | (8 + random.nextInt(6)) << 4);
            case 5 -> wide(0xFB90 | any(), 0xF0F0 | any() << 8 | any());
            default -> wide(0xFBB0 | any(), 0xF0F0 | any() << 8 | any());
        }
    }

    /// An IT block of one to three additions.
    private void conditional() {
        int count = 1 + random.nextInt(3);
        int mask = (random.nextInt(1 << (count - 1)) << 1 | 1) << (4 - count);
        narrow(0xBF00 | random.nextInt(14) << 4 | mask);
        for (int i = 0; i < count; i++) {
            narrow(random.nextBoolean() ? 0x1800 | random.nextInt(0x800) : 0x4280 | low() << 3 | low());
        }
    }
}
