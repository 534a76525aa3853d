/// Charts and drawings.
@NullMarked
package org.espalier.ui.chart;

import org.jspecify.annotations.NullMarked;
