/// Tests of [org.espalier.task].
@NullMarked
package org.espalier.task;

import org.jspecify.annotations.NullMarked;
