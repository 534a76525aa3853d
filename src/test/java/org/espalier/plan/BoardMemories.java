package org.espalier.plan;

import java.util.List;

/// Boards with other memories on the chip.
public final class BoardMemories {

    private BoardMemories() {}

    public static Board of(Board board, List<Board.Region> ram) {
        return new Board(
                board.id(),
                board.name(),
                board.mcu(),
                board.core(),
                board.fpu(),
                board.coreHertz(),
                ram,
                board.flash(),
                board.cache(),
                board.crystalHertz(),
                board.crystalBypass(),
                board.serial(),
                board.flashing(),
                board.external());
    }
}
