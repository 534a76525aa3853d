/// Search spaces of vision transformers: which subnets there are, and what each would cost on a microcontroller.
///
/// Enters: a supernet's configuration with its choices, limits of memory. Leaves: exact counts, costs by formula, the
/// legal share of a space, a subnet picked on a validation split. It must not know boards, firmware or how a net is
/// trained.
///
/// Two modes, [MemoryMode]: `compat` has the published formulas with their quirks; `corrected` counts what the int8
/// network of this project keeps in memory, and the flash as well.
@NullMarked
package org.espalier.search.nas;

import org.jspecify.annotations.NullMarked;
