/// What models have in common: how their tensors are named in the layouts they are published in.
///
/// Names of a checkpoint come in; one name for each role leaves, whatever release wrote the file. Nothing here opens
/// a file or runs a model.
@NullMarked
package org.espalier.model;

import org.jspecify.annotations.NullMarked;
