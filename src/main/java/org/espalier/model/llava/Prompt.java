package org.espalier.model.llava;

import java.io.Serializable;
import java.util.List;

/// What the decoder is given: token ids, with the image token once per image feature, and the pictures in their order.
///
/// @param tokens ids as the decoder sees them, begin token first
/// @param pictures normalised pixels, (3, image, image) each, row-major
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Prompt(int[] tokens, List<float[]> pictures) implements Serializable {

    /// The same prompt with further tokens behind it.
    Prompt followedBy(int[] more) {
        int[] all = java.util.Arrays.copyOf(tokens, tokens.length + more.length);
        System.arraycopy(more, 0, all, tokens.length, more.length);
        return new Prompt(all, pictures);
    }
}
