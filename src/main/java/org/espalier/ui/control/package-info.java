/// The window's own controls and the small parts pages are built of: cards, banners, budget bars, ratio bars.
///
/// Values enter through properties, user actions leave through callbacks. Knows no page and starts no work.
@NullMarked
package org.espalier.ui.control;

import org.jspecify.annotations.NullMarked;
