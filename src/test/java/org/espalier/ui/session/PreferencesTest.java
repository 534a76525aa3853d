package org.espalier.ui.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferencesTest {

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void place() {
        file = folder.resolve("window.json");
    }

    @Test
    void twoWindowsKeepEachOthersChoices() {
        Preferences.at(file).put("size", "1.0");
        Preferences left = Preferences.at(file);
        Preferences right = Preferences.at(file);
        left.put("theme", "dark");
        left.opened(Path.of("/projects/left"));
        right.put("size", "1.5");
        right.opened(Path.of("/projects/right"));
        left.putLayout("divider", 0.25);
        Preferences next = Preferences.at(file);
        assertEquals("dark", next.get("theme", ""));
        assertEquals("1.5", next.get("size", ""));
        assertEquals(0.25, next.layout("divider", 0));
        assertEquals(List.of(Path.of("/projects/left"), Path.of("/projects/right")), next.recent());
    }

    @Test
    void aNumberThatIsNoneCountsAsMissing() {
        Preferences preferences = Preferences.inMemory();
        for (String text : List.of("NaN", "Infinity", "-Infinity", "wide")) {
            preferences.put("width", text);
            assertEquals(1280, preferences.get("width", 1280), text);
        }
    }

    @Test
    void whatBothWindowsChangeIsAsTheLastLeftIt() {
        Preferences left = Preferences.at(file);
        Preferences right = Preferences.at(file);
        left.put("theme", "dark");
        right.put("theme", "contrast");
        right.put("size", "1.25");
        assertEquals("contrast", Preferences.at(file).get("theme", ""));
        left.putLayout("divider", 0.5);
        assertEquals("dark", Preferences.at(file).get("theme", ""), "this window's own choice, kept in it");
    }

    @Test
    void dividersThatWereForgottenHereStayForgotten() {
        Preferences left = Preferences.at(file);
        left.putLayout("divider", 0.5);
        Preferences right = Preferences.at(file);
        right.resetLayout();
        assertEquals(0.1, Preferences.at(file).layout("divider", 0.1));
    }

    @Test
    void aFileThatIsGoneOrDamagedTakesNothingFromAnOpenWindow() throws Exception {
        Preferences window = Preferences.at(file);
        window.put("theme", "dark");
        Files.writeString(file, "{\"values\": {\"theme\"");
        window.put("size", "1.5");
        assertEquals("dark", Preferences.at(file).get("theme", ""));
        Files.delete(file);
        window.opened(Path.of("/projects/one"));
        Preferences next = Preferences.at(file);
        assertEquals("1.5", next.get("size", ""));
        assertEquals(List.of(Path.of("/projects/one")), next.recent());
    }

    @Test
    void whatComesInBurstsIsKnownAtOnceAndWrittenOnceItIsFlushed() {
        Preferences window = Preferences.at(file);
        for (int width = 100; width < 200; width++) {
            window.putSoon("width", Integer.toString(width));
        }
        assertEquals("199", window.get("width", ""));
        window.flush();
        assertEquals("199", Preferences.at(file).get("width", ""));
    }

    @Test
    void aChoiceTakesWhatWaitsIntoTheFileWithIt() {
        Preferences window = Preferences.at(file);
        window.putSoon("width", "1100");
        window.put("theme", "dark");
        assertEquals("1100", Preferences.at(file).get("width", ""));
    }
}
