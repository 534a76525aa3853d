/// Immutable run folders: what was asked, what happened, what came out.
@NullMarked
package org.espalier.workbench.run;

import org.jspecify.annotations.NullMarked;
