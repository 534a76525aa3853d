/// Charts: the memory timeline drawn here, and JFreeChart dressed in the theme's colours.
///
/// Plain records enter, drawings and the user's selection leave. Knows no page, no plan and no step.
@NullMarked
package org.espalier.ui.chart;

import org.jspecify.annotations.NullMarked;
