/// The window around the pages: rail, header, budget strip, status bar with background work; pictures of all of it.
///
/// Project folders enter; the window, or pictures of it, leave. The only place where pages meet.
@NullMarked
package org.espalier.ui.shell;

import org.jspecify.annotations.NullMarked;
