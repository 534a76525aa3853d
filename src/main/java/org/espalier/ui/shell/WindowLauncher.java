package org.espalier.ui.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javafx.application.Application;
import org.jspecify.annotations.Nullable;

/// Opens the window, if there is a display to open it on.
public final class WindowLauncher {

    private WindowLauncher() {}

    /// Opens the window and returns when the user has closed it.
    ///
    /// @param project the project folder to open; null shows Home
    public static void launch(@Nullable Path project) {
        Application.launch(
                WindowApplication.class, project == null ? new String[0] : new String[] {project.toString()});
    }

    /// Whether a window could be seen by anyone.
    public static boolean displayAvailable() {
        String system = System.getProperty("os.name", "");
        String display = System.getenv("DISPLAY");
        return alwaysHasScreen(system) || (display != null && reachable(display));
    }

    /// Whether this machine claims to have a screen, reachable or not.
    ///
    /// @param environment variables of the process
    /// @param system its name, "Linux"
    public static boolean hasScreen(Map<String, String> environment, String system) {
        return alwaysHasScreen(system)
                || !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    }

    private static boolean alwaysHasScreen(String system) {
        String name = system.toLowerCase(Locale.ROOT);
        return name.contains("windows") || name.contains("mac");
    }

    /// Whether an X display can be there: a local one has a socket, of a remote one only the attempt can tell.
    static boolean reachable(String display) {
        int colon = display.indexOf(':');
        if (colon < 0) {
            return false;
        }
        if (colon > 0) {
            return true;
        }
        String number = display.substring(1).replaceAll("\\..*", "");
        return number.matches("\\d+") && Files.exists(Path.of("/tmp/.X11-unix/X" + number));
    }
}
