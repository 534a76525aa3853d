/// The Settings page: theme, type size, layout, keys.
///
/// Choices enter from the user and leave as preferences. Knows the session, no step.
@NullMarked
package org.espalier.ui.settings;

import org.jspecify.annotations.NullMarked;
