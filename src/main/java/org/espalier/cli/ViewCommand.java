package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.session.PageId;
import org.espalier.ui.shell.Picture;
import org.espalier.ui.shell.Pictures;
import org.espalier.ui.theme.Theme;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `view`: pages of the window as pictures, without a display.
@Command(
        name = "view",
        description = "Draw a page of the window, or all of them, as pictures.",
        footer = {
            "",
            "Examples:",
            "  espalier view memory --out memory.png --theme dark",
            "  espalier view --all --out pictures --size 1024x700"
        })
final class ViewCommand extends StepCommand<ViewCommand.Result> {

    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{2,3})[xX]([1-9]\\d{2,3})");

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The page: home, models, prune, memory, boards, runs or settings.")
    private @Nullable String name;

    @Option(names = "--all", description = "Every page, with the sample projects open.")
    private boolean all;

    @Option(names = "--out", required = true, paramLabel = "F", description = "The PNG; with --all a folder.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--project", paramLabel = "DIR", description = "The project that is open.")
    private @Nullable Path project;

    @Option(names = "--model", paramLabel = "PATH", description = "The model that is open.")
    private @Nullable Path model;

    @Option(names = "--run", paramLabel = "DIR", description = "The run that is selected.")
    private @Nullable Path run;

    @Option(names = "--theme", defaultValue = "light", description = "light, dark or contrast (default: light).")
    @SuppressWarnings("NullAway.Init")
    private Theme theme;

    @Option(names = "--size", defaultValue = "1280x800", paramLabel = "WxH", description = "The window's size.")
    @SuppressWarnings("NullAway.Init")
    private String size;

    /// The pictures that were written.
    record Result(String schema, List<String> pictures) {}

    @Override
    Result work(TaskContext context) {
        List<Picture> pictures = all ? everything() : List.of(one());
        Pictures.draw(pictures, context);
        return new Result(
                "espalier.pictures/1",
                pictures.stream().map(picture -> picture.file().toString()).toList());
    }

    /// Draws every page into a folder, at the usual size.
    static void drawAll(Path folder, TaskContext context) {
        ViewCommand command = new ViewCommand();
        command.out = folder;
        command.theme = Theme.LIGHT;
        command.size = "1280x800";
        Pictures.draw(command.everything(), context);
    }

    private Picture one() {
        if (name == null) {
            throw WorkbenchException.usage("view.page", "no page named", "Name one of " + pages() + ", or say --all.");
        }
        PageId page = Stream.of(PageId.values())
                .filter(id -> id.word().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.usage(
                        "view.page", "there is no page '" + name + "'", "Name one of " + pages() + "."));
        Path open = project != null || model != null ? project : sample(page);
        return picture(page, open, out);
    }

    private static String pages() {
        return String.join(", ", Stream.of(PageId.values()).map(PageId::word).toList());
    }

    private List<Picture> everything() {
        List<Picture> pictures = new ArrayList<>();
        for (PageId page : PageId.values()) {
            pictures.add(picture(page, project == null ? sample(page) : project, out.resolve(page.word() + ".png")));
        }
        return pictures;
    }

    /// The sample project in which `page` has something to show.
    private static @Nullable Path sample(PageId page) {
        if (page == PageId.HOME || page == PageId.SETTINGS) {
            return null;
        }
        ProjectKind kind = page.device() ? ProjectKind.DEVICE : ProjectKind.PRUNE;
        return Installation.samples().stream()
                .filter(sample -> sample.file().kind() == kind)
                .findFirst()
                .map(Project::folder)
                .orElse(null);
    }

    private Picture picture(PageId page, @Nullable Path open, Path file) {
        Matcher sides = SIZE.matcher(size);
        if (!sides.matches()) {
            throw WorkbenchException.usage(
                    "view.size", "--size " + size + " is not a size", "Write it as 1280x800; 100 to 9999 each.");
        }
        int width = Integer.parseInt(sides.group(1));
        int height = Integer.parseInt(sides.group(2));
        return new Picture(page, open, model, run, theme, width, height, file);
    }

    @Override
    void print(Result result, PrintWriter out) {
        result.pictures().forEach(out::println);
    }
}
