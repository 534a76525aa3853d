package org.espalier.model.vit;

import java.util.Collections;
import java.util.List;

/// One choice from a supernet: `{"depth":2,"embedDim":96,"heads":[1,2],"mlpRatio":[3.5,4]}`.
///
/// @param depth blocks, the first ones of the supernet
/// @param embedDim width, the first columns of the supernet
/// @param heads attention heads of each block
/// @param mlpRatio hidden width of each block's MLP as a multiple of `embedDim`, rounded down
public record Subnet(int depth, int embedDim, List<Integer> heads, List<Double> mlpRatio) {

    /// Copies the lists.
    public Subnet {
        heads = List.copyOf(heads);
        mlpRatio = List.copyOf(mlpRatio);
    }

    /// The same choice in every block.
    public static Subnet uniform(int depth, int embedDim, int heads, double mlpRatio) {
        return new Subnet(depth, embedDim, Collections.nCopies(depth, heads), Collections.nCopies(depth, mlpRatio));
    }

    /// Hidden width of a block's MLP.
    public int hidden(int block) {
        return (int) (embedDim * mlpRatio.get(block));
    }
}
