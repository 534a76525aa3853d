package org.espalier.model.vit.train;

/// What makes training harder beyond the [Recipe], so that a net remembers less and learns more. Large data and long
/// training gain from it; on a few thousand pictures it mostly slows learning down, so all of it is off by default.
///
/// @param dropPath largest probability that a block's branch is left out (Huang et al. 2016), reached linearly over
///     the supernet's depth
/// @param randAugment magnitude of RandAugment (Cubuk et al. 2020), two operations a picture, up to 10; 0 is off
/// @param erasing probability that a rectangle becomes noise (Zhong et al. 2020)
public record Regularisation(double dropPath, double randAugment, double erasing) {

    /// Nothing.
    public static final Regularisation NONE = new Regularisation(0, 0, 0);
}
