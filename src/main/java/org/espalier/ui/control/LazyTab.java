package org.espalier.ui.control;

import javafx.scene.Node;
import javafx.scene.control.Tab;
import org.espalier.ui.text.Words;

/// A tab whose content is styled and laid out when it is first looked at, not with the page.
public final class LazyTab extends Tab {

    private final String key;

    /// A tab with the words of `key`.
    public LazyTab(String key, Node content) {
        super(Words.of(key));
        this.key = key;
        selectedProperty().subscribe(selected -> {
            if (selected && getContent() == null) {
                setContent(content);
            }
        });
    }

    /// The key of its words: its name that no language changes.
    String key() {
        return key;
    }
}
