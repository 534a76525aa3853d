package org.espalier.ui.session;

import javafx.scene.Parent;

/// One page of the window, made when it is first visited.
public interface Page {

    /// The page's content.
    Parent view();

    /// Called each time the page comes to the front: loads what has changed since.
    void shown();
}
