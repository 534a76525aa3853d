/// Tests of pictures, against values computed with Pillow and NumPy.
@NullMarked
package org.espalier.format.image;

import org.jspecify.annotations.NullMarked;
