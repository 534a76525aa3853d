/// Search spaces of vision transformers: which subnets there are, what each costs on a microcontroller, and how the
/// best one that fits is found.
///
/// Enters: a supernet's configuration with its choices, a board or limits, and the accuracy of a subnet when asked for.
/// Leaves: exact counts, costs, the legal share of a space, the best legal subnet and the front of the rest, the next
/// places of a search space. It must not know firmware, files or how a net is trained.
///
/// Two modes, [MemoryMode]: `compat` has the published formulas and the released search-space step with their quirks;
/// `corrected` counts what the plan of the int8 network takes, in SRAM and in flash, and moves the right way.
@NullMarked
package org.espalier.search.nas;

import org.jspecify.annotations.NullMarked;
