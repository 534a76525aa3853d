package org.espalier.model.llava.decode;

import java.util.EnumSet;
import org.espalier.model.llava.Activation;
import org.espalier.model.llava.TextConfig;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.kernel.Activations;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Form;
import org.espalier.tensor.kernel.Multiplier;

/// One pass of a LLaMA for one token.
///
/// @param weights the model
/// @param multiplier the code and threads for its products
public record TokenDecoder(TokenWeights weights, Multiplier multiplier) {

    /// Heads times positions times width from which threads share the heads.
    private static final long SHARED = 1 << 18;

    /// Checks that the gate is one this decoder computes.
    ///
    /// @throws WorkbenchException if not
    public TokenDecoder {
        if (weights.config().activation() == Activation.GELU) {
            throw WorkbenchException.input(
                    "decode.activation",
                    "the decoder's gate is the exact GELU, which the own decoder does not compute",
                    "Use --decoder pytorch.");
        }
    }

    /// Has the fastest code for each form of the weights found now, not while a token is waited for.
    public void warmUp() {
        if (multiplier.kernels() instanceof FastestKernels kernels) {
            EnumSet<Form> forms = EnumSet.of(Form.of(weights.head()));
            weights.blocks().forEach(block -> block.layers().forEach(layer -> forms.add(Form.of(layer.weights()))));
            forms.forEach(kernels::warmUp);
        }
    }

    /// The logits after `token`, (vocabulary); the state remembers it.
    public float[] forward(int token, TokenState s) {
        TextConfig config = weights.config();
        s.begin();
        System.arraycopy(weights.embed(token), 0, s.stream, 0, config.hidden());
        for (int i = 0; i < config.layers(); i++) {
            TokenWeights.Block block = weights.blocks().get(i);
            BlockRoom room = s.rooms.get(i);

            norm(s, block.inputNorm());
            linear(block.q(), s.hidden, room.q);
            linear(block.k(), s.hidden, room.k);
            linear(block.v(), s.hidden, room.v);
            s.rotate(room.q);
            s.rotate(room.k);
            s.remember(i);
            attend(s, i);
            room.query.set(room.attended);
            linear(block.o(), room.query, s.delta);
            add(s.stream, s.delta);

            norm(s, block.postAttentionNorm());
            linear(block.gate(), s.hidden, room.gate);
            linear(block.up(), s.hidden, room.up);
            gate(config.activation(), room.gate, room.up);
            room.inner.set(room.gate);
            linear(block.down(), room.inner, s.delta);
            add(s.stream, s.delta);
        }
        s.end();
        norm(s, weights.norm());
        float[] logits = new float[config.vocabulary()];
        multiplier.multiply(weights.head(), s.hidden, logits);
        return logits;
    }

    /// The stream by its root mean square, times the norm's weights, made ready for the kernels.
    private void norm(TokenState s, float[] weight) {
        float sum = 0;
        for (float x : s.stream) {
            sum += x * x;
        }
        float root = (float)
                Math.sqrt((double) (sum / s.stream.length + weights.config().epsilon()));
        for (int i = 0; i < weight.length; i++) {
            s.normed[i] = s.stream[i] / root * weight[i];
        }
        s.hidden.set(s.normed);
    }

    private void linear(TokenWeights.Layer layer, Activations x, float[] y) {
        multiplier.multiply(layer.weights(), x, y);
        float[] bias = layer.bias();
        if (bias != null) {
            add(y, bias);
        }
    }

    private void attend(TokenState s, int block) {
        int heads = s.rooms.get(block).size.heads();
        long work = (long) heads * weights.config().headDim() * (s.seen() + 1);
        if (work < SHARED) {
            s.attend(block, 0, heads);
        } else {
            multiplier.team().run(heads, 1, (from, to) -> s.attend(block, from, to));
        }
    }

    private static void add(float[] to, float[] x) {
        for (int i = 0; i < to.length; i++) {
            to[i] += x[i];
        }
    }

    /// `gate = activation(gate) * up`.
    private static void gate(Activation activation, float[] gate, float[] up) {
        for (int i = 0; i < gate.length; i++) {
            gate[i] = activated(activation, gate[i]) * up[i];
        }
    }

    private static float activated(Activation activation, float x) {
        return switch (activation) {
            case SILU -> x / (1 + (float) Math.exp(-x));
            case QUICK_GELU -> x / (1 + (float) Math.exp(-1.702f * x));
            case GELU_TANH -> 0.5f * x * (1 + (float) Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715f * x * x * x)));
            case RELU -> Math.max(x, 0);
            case GELU -> throw new IllegalStateException("refused before");
        };
    }
}
