/// The Home page: the two jobs with their sample projects, recent projects, this machine.
///
/// Folders enter, the wish to open one leaves.
@NullMarked
package org.espalier.ui.home;

import org.jspecify.annotations.NullMarked;
