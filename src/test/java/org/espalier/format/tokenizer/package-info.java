/// Tests of tokenizers on small ones made here, and on LLaMA's own where it is at hand.
@NullMarked
package org.espalier.format.tokenizer;

import org.jspecify.annotations.NullMarked;
