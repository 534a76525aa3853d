package org.espalier.board.sim;

/// What an image has set on the board that runs it.
///
/// @param coreHertz the core clock
/// @param floatingPoint whether the floating-point unit is on
public record ImageSettings(long coreHertz, boolean floatingPoint) {

    public static ImageSettings of(VirtualBoard board) {
        return new ImageSettings(board.coreHertz(), board.floatingPointOn());
    }
}
