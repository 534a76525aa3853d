/// Training of a supernet on pictures held in memory.
///
/// Enters: decoded pictures, a configuration, a recipe with its seed. Leaves: averaged weights and the curve. It must
/// not know where pictures or checkpoints lie on the disk, nor what the net is used for.
///
/// Each step trains the largest net on soft labels; every so often a random subnet as well, half on the labels and half
/// on the largest net's answer (in-place distillation). Only the running average of the weights is used afterwards.
@NullMarked
package org.espalier.model.vit.train;

import org.jspecify.annotations.NullMarked;
