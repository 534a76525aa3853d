@NullMarked
package org.espalier.model.vit;

import org.jspecify.annotations.NullMarked;
