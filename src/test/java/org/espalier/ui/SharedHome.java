package org.espalier.ui;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// A window with the sample projects, in which each test finds what those before it left.
abstract class SharedHome extends WindowTest {

    /// The installation's root.
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    @BeforeAll
    static void enter() throws IOException {
        SampleHome.enter(home);
    }

    @AfterAll
    static void leave() {
        SampleHome.leave();
    }
}
