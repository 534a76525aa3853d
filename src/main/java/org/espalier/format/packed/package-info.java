/// Packed sparse files: a checkpoint comes in, one file leaves in which pruned layers are a bitmap and the values that
/// are left; reading gives the matrices as the kernels of [org.espalier.tensor.kernel] take them.
///
/// The file is a safetensors file. Its metadata `espalier.packed` is a JSON object `{"schema":"espalier.packed/1",
/// "layers":{NAME: LAYER}}`, LAYER being `{"form":"sparse"|"dense","type":"BF16"|"F16"|"F32","values":the same|"I8",
/// "shape":[rows,columns],"kept":[rows,columns],"group":256}`. A layer NAME has instead of the tensor NAME:
///
/// - `NAME#bitmap`, U64 (kept rows, words): one bit per kept column, lowest first, whole words a row;
///   sparse only
/// - `NAME#values`, (values) in row-major order if sparse, (kept rows, kept columns) if dense
/// - `NAME#scales`, F32 (kept rows, groups): what the I8 values of each group of columns are multiplied
///   with
/// - `NAME#rows`, `NAME#columns`, U32: the numbers of the kept ones where `kept` is not `shape`; all
///   others are zero
///
/// Floating-point forms are exact, bit for bit: an element is left out only if all its bits are clear. Tensors that are
/// not packed stand under their own names; the model's side files are U8 tensors `file:config.json` and so on.
///
/// What a layer is for is not known here.
@NullMarked
package org.espalier.format.packed;

import org.jspecify.annotations.NullMarked;
