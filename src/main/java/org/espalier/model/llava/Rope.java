package org.espalier.model.llava;

/// Rotary position embedding: base frequency and how it is stretched for long texts.
///
/// @param theta base; 10000 in LLaMA
/// @param scaling how the frequencies change
public record Rope(double theta, Scaling scaling) {

    /// A change of the frequencies.
    public sealed interface Scaling {}

    /// The frequencies as they are.
    public record Plain() implements Scaling {}

    /// Every frequency divided by a factor.
    public record Linearly(double factor) implements Scaling {}

    /// LLaMA 3.1's change: long waves divided by a factor, short ones kept, a ramp between.
    public record Llama3(double factor, double lowFactor, double highFactor, double originalPositions)
            implements Scaling {}

    /// The angle a position advances per step, one per pair of coordinates: `theta^(-2i/d)`, scaled.
    ///
    /// Computed in float32, as the reference implementation does: far positions carry this rounding.
    public float[] frequencies(int headDim) {
        float[] frequencies = new float[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = (float) (2 * i) / headDim;
            float plain = 1f / (float) Math.pow(theta, exponent);
            frequencies[i] = switch (scaling) {
                case Plain _ -> plain;
                case Linearly s -> (float) (plain / s.factor());
                case Llama3 s -> scaled(plain, s);
            };
        }
        return frequencies;
    }

    private static float scaled(float frequency, Llama3 s) {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < s.originalPositions() / s.highFactor()) {
            return frequency;
        }
        if (wavelength > s.originalPositions() / s.lowFactor()) {
            return (float) (frequency / s.factor());
        }
        double smooth = (s.originalPositions() / wavelength - s.lowFactor()) / (s.highFactor() - s.lowFactor());
        return (float) ((1 - smooth) * frequency / s.factor() + smooth * frequency);
    }
}
