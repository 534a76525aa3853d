package org.espalier.ui;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A window with the sample projects as they ship, anew for each test.
abstract class FreshHome extends WindowTest {

    /// The installation's root.
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @BeforeEach
    final void enter() throws IOException {
        SampleHome.enter(home);
    }

    @AfterEach
    final void leave() {
        SampleHome.leave();
    }
}
