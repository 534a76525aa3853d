/// Tests of memory plans.
@NullMarked
package org.espalier.plan;

import org.jspecify.annotations.NullMarked;
