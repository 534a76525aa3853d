/// Chat templates: the small part of Jinja that models' templates are written in, and where a model's folder keeps its
/// own.
///
/// A question and the number of its pictures enter; a literal prompt leaves. It must not know tokens or weights.
@NullMarked
package org.espalier.model.llava.chat;

import org.jspecify.annotations.NullMarked;
