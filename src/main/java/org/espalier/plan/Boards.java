package org.espalier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// The boards this build knows.
public final class Boards {

    /// The board where none is named.
    public static final String DEFAULT = "stm32f746g-disco";

    private static final List<String> IDS = List.of(
            DEFAULT,
            "nucleo-f746zg",
            "nucleo-f767zi",
            "nucleo-h743zi",
            "stm32h750b-disco",
            "nucleo-f429zi",
            "nucleo-l4r5zi",
            "nucleo-u575zi",
            "stm32f746g-disco-sdram",
            "stm32h750b-disco-sdram");
    /// What stands before the id of a board that is simulated.
    public static final String VIRTUAL = "virtual:";

    /// An id that ends so is the board whose id stands before, with its SDRAM for arenas.
    private static final String SDRAM = "-sdram";

    private Boards() {}

    /// Their ids.
    public static List<String> ids() {
        return IDS;
    }

    /// The board of an id; `virtual:ID` is the same board. An id that ends in `.json` is a file that
    /// describes a board as the ones of this build are described. An id that ends in `-sdram` is a board
    /// whose SDRAM outside the chip may hold what an arena has no room for on it.
    ///
    /// @throws WorkbenchException if there is none of that id, or the file describes none
    public static Board byId(String id) {
        String plain = id.startsWith(VIRTUAL) ? id.substring(VIRTUAL.length()) : id;
        if (plain.endsWith(".json")) {
            return BoardFile.read(Path.of(plain));
        }
        if (!IDS.contains(plain)) {
            throw WorkbenchException.input(
                    "plan.board.unknown",
                    "No board is called '" + id + "'",
                    "Choose one of: " + String.join(", ", IDS) + "; or name a file: --board my-board.json.");
        }
        if (plain.endsWith(SDRAM)) {
            return byId(plain.substring(0, plain.length() - SDRAM.length())).withSdram(plain);
        }
        try (InputStream in = Boards.class.getResourceAsStream("boards/" + plain + ".json")) {
            if (in == null) {
                throw new IllegalStateException("board file of " + plain + " is not in the class path");
            }
            return BoardFile.of(plain, Json.mapper().readTree(in));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("board file of " + plain + " is malformed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
