package org.espalier.model.vit;

import java.util.Set;

/// The grid of patches over a square image.
///
/// @param side patches in a row
/// @param padding zeros on each side of the image, pixels
public record Patches(int side, int padding) {

    private static final Set<Integer> RELEASED = Set.of(16, 20, 24, 28, 32);

    /// Patch tokens, the class token not counted.
    public int count() {
        return side * side;
    }

    /// The grid for an image and patch size.
    ///
    /// Padding is 6 at patch 28 and 8 at patch 32 whatever the image (the released code); with two factors, patches
    /// of 17 to 26 pad the image up to the next multiple (its follow-up). Otherwise there is none, and the released
    /// sizes 16, 20 and 24 leave a border of the image unused where it is no multiple.
    ///
    /// @throws org.espalier.task.WorkbenchException if the patch is none of these and does not divide the image
    static Patches of(int image, int patch, LowRank lowRank) {
        int padding = 0;
        if (patch == 28) {
            padding = 6;
        } else if (patch == 32) {
            padding = 8;
        } else if (lowRank instanceof LowRank.TwoFactor && patch > 16 && patch <= 26) {
            padding = (Math.ceilDiv(image, patch) * patch - image + 1) / 2;
        } else if (image % patch != 0 && !RELEASED.contains(patch)) {
            throw VitConfig.refuse(
                    "vit.config.patch",
                    "patch_size " + patch + " does not divide image_size " + image + " and has no known padding",
                    "Choose a patch size that divides the image, or one of 16, 20, 24, 28, 32.");
        }
        int side = (image + 2 * padding) / patch;
        if (side < 1) {
            throw VitConfig.refuse(
                    "vit.config.patch",
                    "patch_size " + patch + " is larger than image_size " + image,
                    "Choose a smaller patch.");
        }
        return new Patches(side, padding);
    }
}
