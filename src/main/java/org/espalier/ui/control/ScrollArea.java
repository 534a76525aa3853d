package org.espalier.ui.control;

import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Skin;
import javafx.scene.control.skin.ScrollPaneSkin;

/// A scroll pane that draws its content as it is. The toolkit's own keeps its content as one picture, which is drawn
/// anew as a whole for whatever moves in it: a page, for a turning ring of 18 pixels.
public class ScrollArea extends ScrollPane {

    /// An empty one.
    public ScrollArea() {}

    /// One that shows `content`.
    public ScrollArea(Node content) {
        super(content);
    }

    @Override
    protected Skin<?> createDefaultSkin() {
        ScrollPaneSkin skin = new ScrollPaneSkin(this);
        skin.getChildren().forEach(child -> child.setCache(false));
        return skin;
    }
}
