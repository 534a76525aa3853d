package org.espalier.ui.session;

import java.util.List;
import javafx.scene.Parent;

/// One page of the window, made when it is first visited.
public interface Page {

    /// The page's content.
    Parent view();

    /// What the page can be asked to do from the command palette while it is in front.
    default List<Command> commands() {
        return List.of();
    }

    /// Does what the page's primary button does; nothing on a page that has none.
    default void main() {}

    /// Called each time the page comes to the front: loads what has changed since.
    void shown();
}
