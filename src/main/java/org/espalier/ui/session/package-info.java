/// What the pages share: the open project, background work, remembered choices, and the way from page to page.
///
/// A project folder enters; properties leave. Pages know this package and never each other; it knows no page.
@NullMarked
package org.espalier.ui.session;

import org.jspecify.annotations.NullMarked;
