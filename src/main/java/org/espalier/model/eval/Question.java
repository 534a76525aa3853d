package org.espalier.model.eval;

import org.jspecify.annotations.Nullable;

/// A benchmark's question as a model is asked it.
///
/// @param id what answer files call it
/// @param text with the lines that the benchmark adds ("Answer the question using a single word or phrase.")
/// @param image the picture's name; null where there is none
public record Question(String id, String text, @Nullable String image) {}
