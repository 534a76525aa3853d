/// The loops that take the time, for several widths of vectors: products of a matrix and a vector, for decoding one
/// token at a time, with the matrix in dense and sparse forms; products of matrices, sums of squares and divisions of
/// scores, for pruning.
///
/// For decoding scalar code says what is right; vector code is held against it, and the fastest on this machine is
/// found by the clock. What pruning computes has the same bits at every width. Weights are held in arrays, not mapped:
/// loads from arrays are a fifth faster. Knows neither models nor their files.
@NullMarked
package org.espalier.tensor.kernel;

import org.jspecify.annotations.NullMarked;
