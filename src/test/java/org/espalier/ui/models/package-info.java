/// Tests of how a model's tensors are arranged.
@NullMarked
package org.espalier.ui.models;

import org.jspecify.annotations.NullMarked;
