package org.espalier.compress.prune;

import java.util.Optional;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.LinearAlgebra;

/// The upper Cholesky factor U of the damped inverse Hessian, `U^T U = (2 X X^T + damping)^-1`, that OBS works
/// with.
///
/// Dead inputs get 1 on the diagonal before damping, which leaves the others alone; the damping is a share of
/// the mean diagonal, ten times more for as long as the matrix is not numerically positive definite.
final class InverseFactor {

    private static final double MOST_DAMPING = 1e3;

    private final double[] upper; // (columns, columns)
    private final double damping;

    private InverseFactor(double[] upper, double damping) {
        this.upper = upper;
        this.damping = damping;
    }

    /// Factors the sum of x x^T.
    ///
    /// @param products (n, n)
    /// @param least the damping to try first
    /// @throws WorkbenchException if no damping helps
    static InverseFactor of(double[] products, int n, double least, TaskContext context) {
        double[] hessian = products.clone();
        double mean = 0;
        for (int j = 0; j < n; j++) {
            if (hessian[j * n + j] == 0) {
                hessian[j * n + j] = 1;
            }
            mean += hessian[j * n + j] / n;
        }
        double added = 0;
        for (double share = least; share <= MOST_DAMPING; share *= 10) {
            context.checkCancelled();
            for (int j = 0; j < n; j++) {
                hessian[j * n + j] += (share - added) * mean;
            }
            added = share;
            Optional<double[]> upper = LinearAlgebra.inverseFactor(hessian, n);
            if (upper.isPresent()) {
                return new InverseFactor(upper.get(), share);
            }
        }
        throw WorkbenchException.input(
                "prune.obs.indefinite",
                "the second moments of " + n + " inputs are not positive definite, with any damping",
                "Use other calibration samples, or --criterion wanda.");
    }

    /// U, row-major.
    double[] upper() {
        return upper;
    }

    /// The share of the mean diagonal that was added.
    double damping() {
        return damping;
    }
}
