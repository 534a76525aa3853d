/// The Runs page: every run of the project with what was asked and what came out.
///
/// Run folders enter; a command line to copy leaves.
@NullMarked
package org.espalier.ui.runs;

import org.jspecify.annotations.NullMarked;
