/// Tests of [org.espalier.workbench.project].
@NullMarked
package org.espalier.workbench.project;

import org.jspecify.annotations.NullMarked;
