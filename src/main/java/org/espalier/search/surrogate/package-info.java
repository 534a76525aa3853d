/// Guesses at scores that would take long to measure, from those that were measured.
///
/// Enters: candidates as numbers from 0 to 1, with what was measured of them. Leaves: which others are promising, and
/// how well two orders agree. It must not know what a candidate is.
@NullMarked
package org.espalier.search.surrogate;

import org.jspecify.annotations.NullMarked;
