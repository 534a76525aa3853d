package org.espalier.tensor.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;

/// For each form the code that was fastest on this machine when it was first needed.
///
/// Candidates are the scalar code, vector code for the two largest widths that the processor has, and C code where it
/// was built. What was found is kept for some days, so that no start waits for the clock.
public final class FastestKernels implements Kernels {

    private static final FastestKernels SHARED = new FastestKernels(candidates(), ChoiceFile.usual());

    /// A form's winner.
    ///
    /// @param kernels the code
    /// @param gigaweights billions of weights, zeros included, per second on one thread, measured
    /// @param slower the candidates it beat and how many times longer they took
    /// @param seconds that finding it out took, when it was found out
    public record Choice(Kernels kernels, double gigaweights, Map<String, Double> slower, double seconds) {}

    private final List<Kernels> candidates;
    private final @Nullable ChoiceFile file;
    private final Map<Form, Choice> choices = new ConcurrentHashMap<>();

    /// @param file where choices are kept from one start to the next; null for nowhere
    FastestKernels(List<Kernels> candidates, @Nullable ChoiceFile file) {
        this.candidates = List.copyOf(candidates);
        this.file = file;
    }

    /// The choices of this process, made once.
    public static FastestKernels shared() {
        return SHARED;
    }

    private static List<Kernels> candidates() {
        List<Kernels> list = new ArrayList<>(List.of(new ScalarKernels()));
        int widest = VectorShape.preferredShape().vectorBitSize();
        for (int bits : new int[] {512, 256, 128}) {
            if (bits <= widest && list.size() < 3) {
                list.add(VectorKernels.of(bits));
            }
        }
        NativeKernels.built().ifPresent(list::add);
        return list;
    }

    @Override
    public String name() {
        return "fastest";
    }

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        choice(Form.of(w)).kernels().multiply(w, x, y, from, to);
    }

    /// The winner for a form, timed now if it was not yet, in this or an earlier process on this machine.
    public synchronized Choice choice(Form form) {
        return known(form).orElseGet(() -> {
            Choice timed = time(form);
            choices.put(form, timed);
            return timed;
        });
    }

    /// The winner for a form if it is known already; nothing is timed, nor is it waited for who times.
    public Optional<Choice> known(Form form) {
        if (!choices.containsKey(form) && file != null) {
            file.read(form, candidates(form)).ifPresent(choice -> choices.putIfAbsent(form, choice));
        }
        return Optional.ofNullable(choices.get(form));
    }

    private Choice time(Form form) {
        Choice timed = KernelTimer.time(form, candidates(form));
        if (file != null && settled(timed)) {
            file.write(form, candidates(form), timed);
        }
        return timed;
    }

    /// Whether a choice is worth keeping. Scalar code that leaves vector code far behind says that the compiler had no
    /// time on a busy machine, not what this machine can do: it holds for this process, the next one times anew.
    static boolean settled(Choice choice) {
        return !(choice.kernels() instanceof ScalarKernels)
                || choice.slower().values().stream().allMatch(times -> times < KernelTimer.HOPELESS);
    }

    /// Where choices are kept from one start to the next; empty for nowhere.
    public Optional<Path> kept() {
        return Optional.ofNullable(file).map(ChoiceFile::path);
    }

    /// Chooses for a form and has the compiler compile the winner now.
    public void warmUp(Form form) {
        KernelTimer.warm(form, choice(form).kernels());
    }

    /// Dense vector code is always faster than scalar code: it is not left to a busy machine's clock.
    private List<Kernels> candidates(Form form) {
        boolean dense = switch (form) {
            case DENSE_BF16, DENSE_F16, DENSE_F32, DENSE_INT8 -> true;
            default -> false;
        };
        return candidates.stream()
                .filter(kernels -> kernels.covers(form))
                .filter(kernels -> !(dense && candidates.size() > 1 && kernels instanceof ScalarKernels))
                .toList();
    }
}
