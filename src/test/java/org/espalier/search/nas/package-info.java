@NullMarked
package org.espalier.search.nas;

import org.jspecify.annotations.NullMarked;
