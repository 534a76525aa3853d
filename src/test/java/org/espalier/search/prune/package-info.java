@NullMarked
package org.espalier.search.prune;

import org.jspecify.annotations.NullMarked;
