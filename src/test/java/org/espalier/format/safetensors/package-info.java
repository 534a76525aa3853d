/// Tests of the safetensors format: every rule, with its message.
@NullMarked
package org.espalier.format.safetensors;

import org.jspecify.annotations.NullMarked;
