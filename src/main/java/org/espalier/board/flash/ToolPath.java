package org.espalier.board.flash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.espalier.task.Programs;

/// Where programs are looked for.
///
/// @param folders in the order of the search
public record ToolPath(List<Path> folders) {

    /// The folders the user named, then the search path of the environment.
    public static ToolPath ofEnvironment() {
        return new ToolPath(Programs.folders());
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
