/// Training of a supernet, or of one of its subnets, on pictures in memory or decoded as they are needed.
///
/// Enters: decoded pictures, a configuration, a recipe with its seed. Leaves: averaged weights and the curve. It must
/// not know where pictures or checkpoints lie on the disk, nor what the net is used for.
///
/// Which nets a step trains is for [TrainedNets] to say: usually the largest on soft labels, and every so often a
/// random subnet as well, half on the labels and half on the largest net's answer (in-place distillation). Only the
/// running average of the weights is used afterwards.
@NullMarked
package org.espalier.model.vit.train;

import org.jspecify.annotations.NullMarked;
