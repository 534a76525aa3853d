/// Background work as the window sees it: started here, shown in the status bar, never on the event thread.
///
/// A body of work enters; its progress and outcome come back as properties that change on the event thread only, about
/// ten times a second. Knows no page.
@NullMarked
package org.espalier.ui.task;

import org.jspecify.annotations.NullMarked;
