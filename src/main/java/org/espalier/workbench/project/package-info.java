/// Projects on disk: which model, data and board belong together. A project is readable JSON that is replaced whole,
/// with the previous one kept as `.backup`; machine-specific things (ports, theme) are never in it.
@NullMarked
package org.espalier.workbench.project;

import org.jspecify.annotations.NullMarked;
