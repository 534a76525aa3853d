/// Tokenizers: a model's folder comes in, text becomes token numbers and back.
///
/// Nothing is added and nothing cut off: beginning, end and picture tokens are the caller's business, as
/// is the chat template.
@NullMarked
package org.espalier.format.tokenizer;

import org.jspecify.annotations.NullMarked;
