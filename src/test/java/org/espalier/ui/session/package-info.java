/// Tests of [org.espalier.ui.session].
@NullMarked
package org.espalier.ui.session;

import org.jspecify.annotations.NullMarked;
