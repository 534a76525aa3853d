/// Work in progress, seen from the work: stages, progress, cancelling and the errors a user can act on.
///
/// Knows the JDK and nothing else, so every other package may use it.
@NullMarked
package org.espalier.task;

import org.jspecify.annotations.NullMarked;
