/// Parts of pages.
@NullMarked
package org.espalier.ui.control;

import org.jspecify.annotations.NullMarked;
