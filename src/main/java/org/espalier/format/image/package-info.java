/// Pictures: files come in, 8-bit RGB pixels and a model's normalised input leave.
///
/// Resampling follows Pillow's fixed-point arithmetic to the bit, since models were trained behind it. It
/// does not know which model will look at the picture.
@NullMarked
package org.espalier.format.image;

import org.jspecify.annotations.NullMarked;
