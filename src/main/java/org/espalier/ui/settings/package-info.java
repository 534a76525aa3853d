/// The Settings page: theme, type size, tools, engine, keys, layout.
///
/// Choices enter from the user and leave as preferences; steps tell what this machine has. Knows the session.
@NullMarked
package org.espalier.ui.settings;

import org.jspecify.annotations.NullMarked;
