package org.espalier.search.prune;

import java.util.Arrays;
import java.util.List;
import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// The norm term of the objective, which stands for a bound of the gap between samples and everything else. The
/// paper's own norm is not recovered; these are named choices.
public enum Omega implements Worded {
    /// Mean over layers of `||W'|| / ||W||`: free of scale, 1 for the dense model.
    RELATIVE("relative"),
    /// Sum over layers of `||W'||`.
    SUM("sum"),
    /// Sum over layers of `log ||W'||`, the logarithm of the product in bounds of Golowich's kind.
    LOG_PRODUCT("log-product"),
    /// Mean over layers of the largest singular value of `W'` over that of `W`.
    SPECTRAL("spectral"),
    /// Mean over layers of `||W' - W|| / ||W||`: how far the weights have gone from those that many samples made.
    DISTANCE("distance"),
    /// Nothing: the loss alone.
    NONE("none");

    /// Norms of one layer.
    ///
    /// @param kept Frobenius norm of the pruned weights
    /// @param dense Frobenius norm of the dense weights
    /// @param moved Frobenius norm of the difference
    /// @param spectral largest singular value of the pruned weights over that of the dense ones
    public record Norms(double kept, double dense, double moved, double spectral) {}

    private final String word;

    Omega(String word) {
        this.word = word;
    }

    /// The name on the command line.
    @Override
    public String word() {
        return word;
    }

    /// The term that a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Omega parse(String word) {
        return Worded.parse(values(), word, "search.omega", "there is no norm term '" + word + "'");
    }

    /// The term for a model of these layers.
    double of(List<Norms> layers) {
        return switch (this) {
            case RELATIVE -> mean(layers, n -> n.kept() / n.dense());
            case SUM -> mean(layers, Norms::kept) * layers.size();
            case LOG_PRODUCT -> mean(layers, n -> Math.log(Math.max(n.kept(), Double.MIN_NORMAL))) * layers.size();
            case SPECTRAL -> mean(layers, Norms::spectral);
            case DISTANCE -> mean(layers, n -> n.moved() / n.dense());
            case NONE -> 0;
        };
    }

    private static double mean(List<Norms> layers, java.util.function.ToDoubleFunction<Norms> term) {
        return layers.stream().mapToDouble(term).average().orElse(0);
    }

    /// The norms of a layer.
    ///
    /// @param dense (rows, columns)
    /// @param kept (rows, columns)
    /// @param most largest singular value of `dense`; 0 to leave the spectral ratio out
    static Norms norms(float[] dense, float[] kept, int columns, double most) {
        double d = 0;
        double k = 0;
        double m = 0;
        for (int i = 0; i < dense.length; i++) {
            double difference = (double) kept[i] - dense[i];
            d += (double) dense[i] * dense[i];
            k += (double) kept[i] * kept[i];
            m += difference * difference;
        }
        double ratio = most > 0 ? largest(kept, columns) / most : 0;
        return new Norms(Math.sqrt(k), Math.max(Math.sqrt(d), Double.MIN_NORMAL), Math.sqrt(m), ratio);
    }

    /// The largest singular value by a fixed number of power iterations from a fixed start.
    static double largest(float[] w, int columns) {
        int rows = w.length / columns;
        double[] v = new double[columns];
        Arrays.setAll(v, j -> 1 + 0.1 * Math.sin(j));
        double sigma = 0;
        for (int round = 0; round < 20; round++) {
            double[] back = new double[columns];
            double size = 0;
            for (double x : v) {
                size += x * x;
            }
            size = Math.sqrt(size);
            if (size == 0) {
                return 0;
            }
            double norm = 0;
            for (int i = 0; i < rows; i++) {
                double sum = 0;
                for (int j = 0; j < columns; j++) {
                    sum += w[i * columns + j] * v[j] / size;
                }
                norm += sum * sum;
                for (int j = 0; j < columns; j++) {
                    back[j] += w[i * columns + j] * sum;
                }
            }
            sigma = Math.sqrt(norm);
            v = back;
        }
        return sigma;
    }
}
