/// Matrix-vector products for decoding one token at a time: matrices in dense and sparse forms and a
/// vector come in,
/// a vector leaves. Scalar code says what is right; vector code for several widths is held against it and
/// the fastest
/// on this machine is found by the clock.
///
/// Weights are held in arrays, not mapped: loads from arrays are a fifth faster. Knows neither files nor
/// layers.
@NullMarked
package org.espalier.tensor.kernel;

import org.jspecify.annotations.NullMarked;
