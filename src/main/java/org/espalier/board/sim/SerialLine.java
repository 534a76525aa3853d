package org.espalier.board.sim;

/// The serial port of an STM32 and the two ends of its line.
///
/// Bytes cross only if the firmware set everything silicon needs: the peripheral's clock, the pins'
/// alternate function, enable bits. At a baud rate more than 2.5 % off the other end's, other bytes
/// arrive than were sent.
final class SerialLine {

    private static final int ENABLE = 1;
    private static final int RECEIVE = 1 << 2;
    private static final int TRANSMIT = 1 << 3;
    private static final int NOT_EMPTY = 1 << 5;
    private static final int GARBLED = 0x5A;
    private static final int SENT = (1 << 6) | (1 << 7);

    private int baud;
    private final int scale;
    private final ByteQueue toBoard = new ByteQueue();
    private final ByteQueue fromBoard = new ByteQueue();
    private int control1;
    private int control2;
    private int control3;
    private int divider;
    private int idlePolls;

    /// @param scale what the divider counts parts of a bit in
    SerialLine(int baud, int scale) {
        this.baud = baud;
        this.scale = scale;
    }

    /// The other end changes its speed.
    void changeSpeed(int speed) {
        baud = speed;
    }

    ByteQueue toBoard() {
        return toBoard;
    }

    ByteQueue fromBoard() {
        return fromBoard;
    }

    /// How often in a row the firmware asked for a byte that was not there.
    int idlePolls() {
        return idlePolls;
    }

    void resetIdlePolls() {
        idlePolls = 0;
    }

    /// A register, or -1 if it is not modelled.
    ///
    /// @param clock the peripheral's clock, 0 if it is off
    /// @param receives whether the receive pin is routed here
    long read(int offset, long clock, boolean receives) {
        return switch (offset) {
            case 0x00 -> control1 & 0xFFFFFFFFL;
            case 0x04 -> control2 & 0xFFFFFFFFL;
            case 0x08 -> control3 & 0xFFFFFFFFL;
            case 0x0C -> divider;
            case 0x1C -> status(clock, receives);
            case 0x24 -> {
                idlePolls = 0;
                yield connected(clock, RECEIVE) && receives && !toBoard.isEmpty()
                        ? heard(toBoard.take(), clock) & 0xFF
                        : 0;
            }
            default -> -1;
        };
    }

    private long status(long clock, boolean receives) {
        if (connected(clock, RECEIVE) && receives && !toBoard.isEmpty()) {
            idlePolls = 0;
            return SENT | NOT_EMPTY;
        }
        idlePolls++;
        return SENT;
    }

    boolean write(int offset, int value, long clock, boolean sends) {
        switch (offset) {
            case 0x00 -> control1 = value;
            case 0x04 -> control2 = value;
            case 0x08 -> control3 = value;
            case 0x0C -> divider = value & 0xFFFFF;
            case 0x20 -> idlePolls = 0;
            case 0x28 -> {
                idlePolls = 0;
                if (connected(clock, TRANSMIT) && sends) {
                    fromBoard.put(heard((byte) value, clock));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean connected(long clock, int direction) {
        if (clock == 0 || divider == 0 || (control1 & (ENABLE | direction)) != (ENABLE | direction)) {
            return false;
        }
        return true;
    }

    /// What arrives of a byte: at another speed not what was sent, but pauses stay pauses.
    private byte heard(byte sent, long clock) {
        long speed = scale * clock / divider;
        boolean same = Math.abs(speed - baud) * 1000 <= 25L * baud;
        return same || sent == 0 ? sent : (byte) ((sent ^ GARBLED) | 1);
    }
}
