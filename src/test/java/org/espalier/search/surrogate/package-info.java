@NullMarked
package org.espalier.search.surrogate;

import org.jspecify.annotations.NullMarked;
