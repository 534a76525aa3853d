package org.espalier.format.packed;

import org.espalier.tensor.DType;
import org.espalier.tensor.kernel.Weights;

/// How a layer stands in a packed file.
///
/// @param sparse whether there is a bitmap
/// @param type of the checkpoint's tensor: BF16, F16 or F32
/// @param eightBit whether the values are I8 with scales
/// @param rows of the matrix
/// @param columns of the matrix
/// @param keptRows of the part that is not all zero
/// @param keptColumns of the part that is not all zero
public record LayerSpec(
        boolean sparse, DType type, boolean eightBit, int rows, int columns, int keptRows, int keptColumns) {

    static final String BITMAP = "#bitmap";
    static final String VALUES = "#values";
    static final String SCALES = "#scales";
    static final String ROWS = "#rows";
    static final String COLUMNS = "#columns";

    /// The type of the values in the file.
    DType valueType() {
        return eightBit ? DType.I8 : type;
    }

    /// Whether rows or columns are left out.
    boolean cut() {
        return keptRows != rows || keptColumns != columns;
    }

    /// Words of a row in the bitmap.
    int words() {
        return Weights.padded(keptColumns) / Weights.WORD;
    }

    /// Scales of a row.
    int groups() {
        return Weights.groups(keptColumns);
    }

    /// Bytes in the file with so many values.
    public long bytes(long values) {
        long width = valueType().bits() / 8;
        long bytes = sparse ? 8L * keptRows * words() + width * values : width * keptRows * keptColumns;
        return bytes + (eightBit ? 4L * keptRows * groups() : 0) + (cut() ? 4L * (keptRows + keptColumns) : 0);
    }
}
