/// Words and numbers as the window writes them: every string from one bundle, every number with its unit.
///
/// Keys and values enter, text leaves; nothing here knows a control.
@NullMarked
package org.espalier.ui.text;

import org.jspecify.annotations.NullMarked;
