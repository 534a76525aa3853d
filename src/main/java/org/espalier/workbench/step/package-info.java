/// The use cases: each step takes a parameter record and a [org.espalier.task.TaskContext] and returns a result record.
/// The command line and the window are two faces of the steps here; only this package starts work.
@NullMarked
package org.espalier.workbench.step;

import org.jspecify.annotations.NullMarked;
