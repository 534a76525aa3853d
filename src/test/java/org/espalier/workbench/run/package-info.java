/// Tests of [org.espalier.workbench.run].
@NullMarked
package org.espalier.workbench.run;

import org.jspecify.annotations.NullMarked;
