/// The Models page: what a checkpoint holds, what one matrix looks like, and what the model answers.
///
/// A model's path enters; nothing of the model is changed.
@NullMarked
package org.espalier.ui.models;

import org.jspecify.annotations.NullMarked;
