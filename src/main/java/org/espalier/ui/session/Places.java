package org.espalier.ui.session;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.espalier.ui.text.Words;
import org.espalier.workbench.project.Installation;

/// Folders as they stand on screen: those of this installation without its root, those of the user with "~".
public final class Places {

    /// What a path's name may go on with.
    private static final String NAME = "[\\p{L}\\p{N}_-]";

    private Places() {}

    /// The short form of a path: "assets/llava-easy-vqa", "~/models/llava".
    public static String of(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Path root = Installation.root();
        if (whole.startsWith(root)) {
            return whole.equals(root)
                    ? Words.of("place.installation")
                    : root.relativize(whole).toString();
        }
        Path home = Path.of(System.getProperty("user.home", "/")).normalize();
        return whole.startsWith(home) && home.getNameCount() > 0
                ? Path.of("~").resolve(home.relativize(whole)).toString()
                : whole.toString();
    }

    /// A text with every path below this installation in its short form.
    public static String in(String text) {
        String root = "(?<!" + NAME + ")" + Pattern.quote(Installation.root().toString());
        return text.replaceAll(root + "/(?=" + NAME + ")", "")
                .replaceAll(root + "(?!\\.?" + NAME + ")", Words.of("place.installation"));
    }
}
