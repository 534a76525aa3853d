package org.espalier.compress.quant;

import org.espalier.model.vit.VitConfig;
import org.espalier.task.WorkbenchException;

/// Which vision transformers [VitQuantizer] can turn into an int8 network.
public final class IntegerForm {

    static final int MOST_TOKENS = 512;

    /// Columns of a LayerNorm.
    static final int MOST_WIDTH = 1024;

    private IntegerForm() {}

    /// Refuses what has no integer form, before any work is done.
    ///
    /// @throws WorkbenchException naming the option
    public static void check(VitConfig config) {
        if (config.relativePosition() && config.headDim() > RelativeTables.MOST_WIDTH) {
            throw unsupported(
                    "relative_position is on with a head_dim of " + config.headDim(),
                    "Choose a head_dim of at most " + RelativeTables.MOST_WIDTH + ", or relative_position false.");
        }
        if (config.inChans() != InputSpec.CHANNELS) {
            throw unsupported(
                    "it takes " + config.inChans() + " channels", "Only pictures of three channels can be quantised.");
        }
        if (config.embedDim() > MOST_WIDTH) {
            throw unsupported(
                    "its tokens are " + config.embedDim() + " wide",
                    "Choose an embed_dim of at most " + MOST_WIDTH + ".");
        }
        if (config.tokens() > MOST_TOKENS) {
            throw unsupported(
                    "it has " + config.tokens() + " tokens",
                    "Use larger patches or smaller pictures: at most " + MOST_TOKENS + " tokens.");
        }
    }

    private static WorkbenchException unsupported(String what, String remedy) {
        return WorkbenchException.input("quant.unsupported", "The network has no integer form: " + what, remedy);
    }
}
