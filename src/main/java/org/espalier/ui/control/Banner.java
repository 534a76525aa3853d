package org.espalier.ui.control;

import java.io.PrintWriter;
import java.io.StringWriter;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.text.Words;

/// An error at the top of the page that caused it: what is wrong, what to do, the trace behind "Details".
public final class Banner extends HBox {

    private final Label message = Parts.paragraph("", "strong");
    private final Label remedy = Parts.paragraph("");
    private final TextArea trace = new TextArea();
    private final Hyperlink details = new Hyperlink(Words.of("banner.details"));

    /// A banner that shows nothing yet.
    public Banner() {
        getStyleClass().add("banner");
        message.setId("banner.message");
        trace.setEditable(false);
        trace.setPrefRowCount(8);
        trace.getStyleClass().add("log");
        trace.setAccessibleText(Words.of("banner.details"));
        Parts.visible(trace, false);
        details.setOnAction(_ -> Parts.visible(trace, !trace.isVisible()));
        VBox text = new VBox(4, message, remedy, details, trace);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMinWidth(0);
        getChildren()
                .addAll(
                        Parts.icon("mdi2a-alert-circle-outline"),
                        text,
                        Parts.iconButton("banner.close", "mdi2c-close", this::hide));
        hide();
    }

    void show(WorkbenchException error) {
        message.setText(error.getMessage());
        remedy.setText(error.remedy());
        StringWriter text = new StringWriter();
        Throwable root = error.getCause() == null ? error : error.getCause();
        PrintWriter out = new PrintWriter(text);
        out.println(error.code());
        for (Throwable t = root; t != null; t = t.getCause()) {
            out.println(t);
            for (StackTraceElement element : t.getStackTrace()) {
                out.println("    at " + element);
            }
        }
        trace.setText(text.toString());
        Parts.visible(trace, false);
        details.setVisited(false);
        Parts.visible(this, true);
    }

    void hide() {
        Parts.visible(this, false);
    }
}
