package org.espalier.compress.prune;

import java.util.Optional;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Cholesky;
import org.espalier.tensor.Gram;
import org.espalier.tensor.UpperTriangle;

/// The upper triangular R of the damped second moments, `R R^T = 2 X X^T + damping`, that OBS works with. R's inverse U
/// is the published Cholesky factor of the inverse Hessian, `U^T U = (2 X X^T + damping)^-1`, and each square on R's
/// diagonal is inverse to that of U.
///
/// Dead inputs get 1 on the diagonal before damping, which leaves the others alone; the damping is a share of
/// the mean diagonal, ten times more for as long as the matrix is not numerically positive definite.
final class DampedFactor {

    private static final double MOST_DAMPING = 1e3;

    private final UpperTriangle upper;
    private final double damping;
    private final double added;

    private DampedFactor(UpperTriangle upper, double damping, double added) {
        this.upper = upper;
        this.damping = damping;
        this.added = added;
    }

    /// Factors the sum of x x^T.
    ///
    /// @param dead what stands on the diagonal for a dead input
    /// @param least the damping to try first
    /// @throws WorkbenchException if no damping helps
    static DampedFactor of(Gram products, double dead, double least, TaskContext context) {
        int n = products.size();
        double mean = 0;
        for (int j = 0; j < n; j++) {
            mean += alive(products.at(j, j), dead) / n;
        }
        for (double share = least; share <= MOST_DAMPING; share *= 10) {
            context.checkCancelled();
            double added = share * mean;
            Optional<UpperTriangle> upper = Cholesky.factor(products, j -> alive(products.at(j, j), dead) + added);
            if (upper.isPresent()) {
                return new DampedFactor(upper.get(), share, added);
            }
        }
        throw WorkbenchException.input(
                "prune.obs.indefinite",
                "the second moments of " + n + " inputs are not positive definite, with any damping",
                "Use other calibration samples, or --criterion wanda.");
    }

    private static double alive(double square, double dead) {
        return square == 0 ? dead : square;
    }

    /// R.
    UpperTriangle upper() {
        return upper;
    }

    /// The share of the mean diagonal that was added.
    double damping() {
        return damping;
    }

    /// What was added to each entry of the diagonal of the sum of x x^T.
    double added() {
        return added;
    }
}
