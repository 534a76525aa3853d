package org.espalier.ui.guide;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.Group;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.Installation;

/// Pages of the guide: packed with the program, or in the sources beside it.
final class GuideText {

    private static final String PACKED = "/org/espalier/ui/guide/";
    private static final Path SOURCES = Path.of("src/site/markdown");

    private GuideText() {}

    /// The page `name` ("guide"), parsed.
    ///
    /// @throws WorkbenchException if there is none
    static Node read(String name) {
        return Parser.builder()
                .extensions(List.of(TablesExtension.create()))
                .build()
                .parse(text(name));
    }

    /// The drawing `file` ("architecture.svg"); empty if there is none.
    static Optional<Group> drawing(String file) {
        Path source = Installation.root().resolve(SOURCES).resolve(file);
        try (InputStream packed = GuideText.class.getResourceAsStream(PACKED + file)) {
            if (packed != null) {
                return Optional.of(GuideDrawing.read(packed));
            }
            if (!Files.isRegularFile(source)) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(source)) {
                return Optional.of(GuideDrawing.read(in));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(String name) {
        String file = name + ".md";
        try (InputStream packed = GuideText.class.getResourceAsStream(PACKED + file)) {
            if (packed != null) {
                return new String(packed.readAllBytes(), StandardCharsets.UTF_8);
            }
            return Files.readString(Installation.root().resolve(SOURCES).resolve(file));
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "guide.missing",
                    "the guide's page " + file + " is not part of this copy of Espalier",
                    "Build it again with installer/espalier.",
                    e);
        }
    }
}
