package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableView;
import org.espalier.ui.session.PageId;
import org.espalier.workbench.project.Installation;
import org.junit.jupiter.api.Test;

/// Another model is opened while work on the one before goes on: what comes of that is not shown as the new one's.
class OtherModelTest extends FreshHome {

    private static final Path MODEL = Installation.assets().resolve("llava-easy-vqa");

    private Path copy() throws IOException {
        Path other = Files.createDirectories(home.resolve("other"));
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        return other;
    }

    private void switchTo(Path model) {
        interact(() -> {
            session.pageProperty().set(PageId.RUNS);
            session.modelProperty().set(model);
        });
        interact(() -> session.pageProperty().set(PageId.MODELS));
    }

    private void fire(String id) {
        interact(() -> byId(id, Button.class).fire());
    }

    private String answer() {
        return byId("models.ask.answer", Label.class).getText();
    }

    @Test
    void whatTheModelBeforeWasAskedForIsNotShownAsTheNewOnes() throws IOException {
        Path other = copy();
        open(home.resolve("projects/prune-llava"));
        CountDownLatch release = new CountDownLatch(1);
        interact(() -> {
            for (int lane = 0; lane < 2; lane++) {
                session.tasks().start("Waiting", _ -> WindowFrameTest.await(release));
            }
            session.comparedProperty().set(other);
        });
        interact(() -> session.pageProperty().set(PageId.RUNS));
        interact(() -> session.pageProperty().set(PageId.MODELS));
        fire("models.count");
        interact(() -> byId("models.ask.question", TextField.class).setText("what color is the shape?"));
        fire("models.ask.go");
        switchTo(other);
        TreeTableView<?> table = byId("models.tree", TreeTableView.class);
        until(() -> session.tasks().active().size()
                        == session.tasks().shown().stream()
                                .filter(work -> !work.stateProperty().get().ended())
                                .count()
                && says("other")
                && counted(table));
        TreeItem<?> shown = table.getRoot();
        release.countDown();
        settle();
        assertSame(shown, table.getRoot(), "the zeros of the model before are not this one's");
        assertTrue(
                lookup((Node n) -> "models.compare.pane".equals(n.getId()))
                        .tryQuery()
                        .isEmpty(),
                "no comparison of two others");
        assertEquals("", answer());
        assertTrue(byId("models.ask.go", Button.class).isVisible());
    }

    private static boolean counted(TreeTableView<?> table) {
        return table.getRoot() != null
                && table.getRoot().getChildren().stream()
                        .noneMatch(item -> String.valueOf(item.getValue()).contains("zeros=null"));
    }

    @Test
    void anAnswerGoesWithTheModelThatGaveIt() throws IOException {
        Path other = copy();
        open(home.resolve("projects/prune-llava"));
        press("models.ask.go");
        settle();
        assertFalse(answer().isEmpty());
        switchTo(other);
        settle();
        assertEquals(List.of("", false), List.of(answer(), says("tokens per second")));
    }

    @Test
    void aSuggestedQuestionGoesWithItsProjectAndOneThatWasWrittenStays() throws IOException {
        open(home.resolve("projects/prune-llava"));
        go(PageId.MODELS);
        TextField question = byId("models.ask.question", TextField.class);
        until(() -> !question.getText().isBlank());
        switchTo(Installation.assets().resolve("vit-clothing"));
        settle();
        assertEquals("", question.getText());
        interact(() -> question.setText("what color is the shape?"));
        switchTo(copy());
        settle();
        assertEquals("what color is the shape?", question.getText());
    }
}
