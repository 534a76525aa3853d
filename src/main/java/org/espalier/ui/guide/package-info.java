/// The user guide beside the pages: the same text as the site's, opened at the section of the page in front.
///
/// A page's name enters; nothing leaves.
@NullMarked
package org.espalier.ui.guide;

import org.jspecify.annotations.NullMarked;
