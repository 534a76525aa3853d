package org.espalier.search.prune;

import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// What shares one ratio: a gene of a policy. The paper's own unit is not recovered.
public enum Unit implements Worded {
    /// A decoder block.
    BLOCK("block"),
    /// The attention or the MLP of a block: the default, since both are large enough to count and behave
    /// differently.
    HALF("half"),
    /// Each weight matrix.
    MATRIX("matrix");

    private final String word;

    Unit(String word) {
        this.word = word;
    }

    /// The name on the command line.
    @Override
    public String word() {
        return word;
    }

    /// The unit that a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Unit parse(String word) {
        return Worded.parse(values(), word, "search.unit", "there is no unit '" + word + "'");
    }

    /// The gene's name for a layer such as `language_model.layers.0.self_attn.q_proj`.
    String gene(String layer) {
        return switch (this) {
            case BLOCK -> layer.replaceFirst("\\.(self_attn|mlp)\\..*$", "");
            case HALF -> layer.replaceFirst("\\.[^.]*$", "");
            case MATRIX -> layer;
        };
    }
}
