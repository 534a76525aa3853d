package org.espalier.ui.shell;

import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.util.Duration;
import jdk.incubator.vector.FloatVector;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Form;
import org.espalier.ui.control.Parts;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;

/// Processors, the decoder's kernels that were fastest here (until they were timed, the vector width) and heap in use:
/// as many of them, from the right, as the room that is left to them holds whole.
final class MachineFacts extends HBox {

    private static final double REFRESH_SECONDS = 2;

    private final Label kernels = Parts.label("", "muted");
    private final Label heap = Parts.label("", "muted");

    MachineFacts() {
        super(16);
        setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
        setMinWidth(0);
        setPrefWidth(0);
        kernels.setId("machine.kernels");
        heap.setId("machine.heap");
        getChildren()
                .addAll(
                        Parts.label(
                                Words.count(
                                        "machine.processors",
                                        Runtime.getRuntime().availableProcessors()),
                                "muted"),
                        kernels,
                        heap);
        getChildren().forEach(fact -> ((Label) fact).setMinWidth(USE_PREF_SIZE));
        Timeline clock = new Timeline(new KeyFrame(Duration.seconds(REFRESH_SECONDS), _ -> update()));
        clock.setCycleCount(Animation.INDEFINITE);
        sceneProperty().subscribe(scene -> {
            if (scene == null) {
                clock.stop();
            } else {
                update();
                clock.play();
            }
        });
    }

    @Override
    protected void layoutChildren() {
        double room = getWidth();
        for (Node fact : getChildren().reversed()) {
            room -= snapSizeX(fact.prefWidth(-1));
            fact.setVisible(room >= 0);
            room -= getSpacing();
        }
        super.layoutChildren();
    }

    private void update() {
        kernels.setText(FastestKernels.shared()
                .known(Form.SPARSE_BF16)
                .map(choice -> Words.of("machine.kernels", choice.kernels().name()))
                .orElseGet(() -> Words.of("machine.vectors", FloatVector.SPECIES_PREFERRED.vectorBitSize())));
        Runtime runtime = Runtime.getRuntime();
        heap.setText(Words.of(
                "machine.heap",
                Numbers.bytes(runtime.totalMemory() - runtime.freeMemory()),
                Numbers.bytes(runtime.maxMemory())));
    }
}
