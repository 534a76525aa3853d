package org.espalier.ui.shell;

import java.nio.file.Path;
import org.espalier.ui.session.PageId;
import org.espalier.ui.theme.Theme;
import org.jspecify.annotations.Nullable;

/// A picture of one page to be drawn.
///
/// @param page the page
/// @param project the project that is open; null for none
/// @param model the model that is open; null for the project's
/// @param run the run that is selected; null for the newest
/// @param theme the look
/// @param width of the window, pixels
/// @param height of the window, pixels
/// @param file the PNG to write
public record Picture(
        PageId page,
        @Nullable Path project,
        @Nullable Path model,
        @Nullable Path run,
        Theme theme,
        int width,
        int height,
        Path file) {}
