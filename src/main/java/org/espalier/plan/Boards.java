package org.espalier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// The boards this build knows.
public final class Boards {

    private static final List<String> IDS = List.of("stm32f746g-disco");
    private static final String VIRTUAL = "virtual:";

    private Boards() {}

    /// Their ids.
    public static List<String> ids() {
        return IDS;
    }

    /// The board of an id; `virtual:ID` is the same board.
    ///
    /// @throws WorkbenchException if there is none of that id
    public static Board byId(String id) {
        String plain = id.startsWith(VIRTUAL) ? id.substring(VIRTUAL.length()) : id;
        if (!IDS.contains(plain)) {
            throw WorkbenchException.input(
                    "plan.board.unknown",
                    "No board is called '" + id + "'",
                    "Choose one of: " + String.join(", ", IDS) + ".");
        }
        try (InputStream in = Boards.class.getResourceAsStream("boards/" + plain + ".json")) {
            if (in == null) {
                throw new IllegalStateException("board file of " + plain + " is not in the class path");
            }
            return Json.mapper().treeToValue(Json.mapper().readTree(in), Board.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("board file of " + plain + " is malformed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
