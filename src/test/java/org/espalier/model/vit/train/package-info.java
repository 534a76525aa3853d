@NullMarked
package org.espalier.model.vit.train;

import org.jspecify.annotations.NullMarked;
