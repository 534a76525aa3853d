/// Tests of what models have in common.
@NullMarked
package org.espalier.model;

import org.jspecify.annotations.NullMarked;
