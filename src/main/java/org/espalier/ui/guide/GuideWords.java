package org.espalier.ui.guide;

import java.util.function.Consumer;
import javafx.scene.control.Hyperlink;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;

/// Words of a guide's page: plain, strong, code, links.
final class GuideWords {

    private final Consumer<String> follow;

    GuideWords(Consumer<String> follow) {
        this.follow = follow;
    }

    /// The text below a node as a flow.
    TextFlow flow(Node node) {
        TextFlow flow = new TextFlow();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(org.commonmark.node.Text text) {
                add(flow, text.getLiteral(), "guide-text");
            }

            @Override
            public void visit(Code code) {
                add(flow, code.getLiteral(), "guide-code");
            }

            @Override
            public void visit(SoftLineBreak line) {
                add(flow, " ", "guide-text");
            }

            @Override
            public void visit(StrongEmphasis strong) {
                add(flow, plain(strong), "guide-strong");
            }

            @Override
            public void visit(Link link) {
                Hyperlink words = new Hyperlink(plain(link));
                words.setOnAction(_ -> follow.accept(link.getDestination()));
                flow.getChildren().add(words);
            }
        });
        flow.setMinWidth(0);
        return flow;
    }

    private static void add(TextFlow flow, String words, String style) {
        Text text = new Text(breakable(words));
        text.getStyleClass().add(style);
        flow.getChildren().add(text);
    }

    /// Words that may be broken where a path, a name of several parts or a list without spaces can be, and nowhere
    /// within.
    static String breakable(String words) {
        return words.replaceAll("(?<=\\w[/_,|=}.-]|\\w/\\.)(?=[\\w{])", "\u200b");
    }

    /// The text below a node without its marks.
    static String plain(Node node) {
        StringBuilder words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(org.commonmark.node.Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak line) {
                words.append(' ');
            }
        });
        return words.toString();
    }
}
