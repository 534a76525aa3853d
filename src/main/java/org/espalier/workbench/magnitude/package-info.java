/// Magnitudes of a checkpoint's weights, counted once and kept: a file of counts beside the project, which answers as
/// long as the checkpoint's files keep their sizes and times.
@NullMarked
package org.espalier.workbench.magnitude;

import org.jspecify.annotations.NullMarked;
