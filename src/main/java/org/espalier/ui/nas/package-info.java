/// The Search page: what a space of vision transformers holds, how its supernet was trained, which subnets were
/// measured, and the best of them drawn to scale.
///
/// A supernet's folder enters; the wish to count or to search leaves.
@NullMarked
package org.espalier.ui.nas;

import org.jspecify.annotations.NullMarked;
