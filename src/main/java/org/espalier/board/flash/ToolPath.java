package org.espalier.board.flash;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where programs are looked for.
///
/// @param folders in the order of the search
public record ToolPath(List<Path> folders) {

    /// The search path of the environment.
    public static ToolPath ofEnvironment() {
        List<Path> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        for (String entry : (path == null ? "" : path).split(Pattern.quote(File.pathSeparator), -1)) {
            if (!entry.isEmpty()) {
                folders.add(Path.of(entry));
            }
        }
        return new ToolPath(folders);
    }

    /// The program's file, if it is there.
    public Optional<Path> find(FlashTool tool) {
        return find(tool.program());
    }

    /// The file of a program of any name, if it is there.
    public Optional<Path> find(String program) {
        return folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
