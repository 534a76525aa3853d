/// Files in and out: safetensors, Hugging Face folders, tokenizers, images, data sets. Bytes come in, typed values
/// leave; what the values mean is none of its business.
@NullMarked
package org.espalier.format;

import org.jspecify.annotations.NullMarked;
